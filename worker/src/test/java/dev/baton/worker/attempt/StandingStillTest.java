package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.Event.AttemptEnded;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.process.ManualMachine;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attempts whose trainer stands still outside its steps, and the guard that looks meanwhile. */
class StandingStillTest {
  private static final String JOB = "a";
  private static final Duration SLACK = Duration.ofSeconds(60);
  private static final Duration LIMIT = SLACK.multipliedBy(10);

  @TempDir Path folder;
  private final ManualMachine machine = new ManualMachine();
  private final StepWatch watch = new StepWatch(SLACK, machine);
  private final KeptFacts facts = new KeptFacts();
  private final AtomicInteger deaths = new AtomicInteger();
  private final HangGuard guard = new HangGuard(watch, facts, machine, deaths::incrementAndGet);
  private ObjectStore store;

  @BeforeEach
  void openStore() {
    store = new DirectoryObjectStore(folder);
  }

  @Test
  void aValidationThatComesForwardMayTakeAsLongAsItNeeds() {
    run(2, new Pauses(Duration.ZERO, LIMIT));
    assertThat(deaths).hasValue(0);
  }

  @Test
  void aValidationWithoutASignOfProgressEndsTheWorker() {
    run(1, new Pauses(Duration.ZERO, LIMIT.plusSeconds(1)));
    assertHung("the validation after epoch 0, step 10 has come no further for 601s");
  }

  @Test
  void aRestoreWithoutASignOfProgressEndsTheWorker() {
    run(1, new Pauses(LIMIT.plusSeconds(1), Duration.ZERO));
    assertThat(deaths).as("nothing was restored").hasValue(0);
    run(2, new Pauses(LIMIT.plusSeconds(1), Duration.ZERO));
    assertHung("the restore of epoch 1, step 0 has come no further for 601s");
  }

  private void assertHung(String words) {
    assertThat(deaths.get()).isPositive();
    assertThat(facts.of(AttemptEnded.class))
        .filteredOn(ended -> ended.reason() == EndReason.HUNG)
        .extracting(AttemptEnded::detail)
        .first()
        .asString()
        .startsWith(words);
  }

  private void run(int throughEpoch, TrainerFactory trainers) {
    Surroundings surroundings =
        new Surroundings(Clock.systemUTC(), machine, CrashPoints.NONE, watch);
    TinyJobs.worker("w1", store, facts, surroundings, trainers)
        .run(TinyJobs.command(JOB, throughEpoch, throughEpoch), new AttemptSignals(machine));
  }

  /**
   * Makes trainers that pause.
   *
   * @param inRestore once
   * @param inValidation twice, with a sign of progress after each
   */
  private final class Pauses extends TinyTrainersAround {
    private final Duration inRestore;
    private final Duration inValidation;

    Pauses(Duration inRestore, Duration inValidation) {
      this.inRestore = inRestore;
      this.inValidation = inValidation;
    }

    @Override
    Trainer around(Trainer trainer) {
      return new Pausing(trainer);
    }

    private void pause(Duration time) {
      machine.pass(time);
      guard.look();
    }

    private final class Pausing extends TrainerAround {
      private Runnable progressSign = () -> {};

      Pausing(Trainer trainer) {
        super(trainer);
      }

      @Override
      public void onProgress(Runnable sign) {
        progressSign = sign;
      }

      @Override
      public void restore(Snapshot snapshot) {
        pause(inRestore);
        super.restore(snapshot);
      }

      @Override
      public EpochResult finishEpoch() {
        for (Duration pause : List.of(inValidation, inValidation)) {
          pause(pause);
          progressSign.run();
        }
        return super.finishEpoch();
      }
    }
  }
}
