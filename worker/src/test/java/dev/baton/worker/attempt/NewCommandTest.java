package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Event.AttemptEnded;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.Event.FirstStepDone;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.process.ManualMachine;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attempt whose command has come to so many workers that the broker will soon drop it. */
class NewCommandTest {
  private static final String JOB = "a";

  @TempDir Path folder;
  private final ManualMachine machine = new ManualMachine();
  private final AttemptSignals signals = new AttemptSignals(machine);
  private ObjectStore store;

  @BeforeEach
  void openStore() {
    store = new DirectoryObjectStore(folder);
  }

  @Test
  void endsAtItsNextCheckpointAndTheNewCommandGoesOnWithTheSameBits() throws Exception {
    signals.askForNewCommand();
    KeptFacts facts = run(1, () -> machine.pass(Duration.ofHours(1)));

    assertThat(newest()).extracting(Checkpointed::epoch, Checkpointed::step).containsExactly(0, 1);
    assertThat(facts.of(AttemptEnded.class))
        .singleElement()
        .satisfies(
            ended -> {
              assertThat(ended.reason()).isEqualTo(EndReason.YIELDED);
              assertThat(ended.step()).isEqualTo(1);
              assertThat(ended.detail()).startsWith("the command has come to several workers");
            });

    run(1, () -> {});
    assertThat(newest().step()).as("a redelivery only reports").isEqualTo(1);

    TinyJobs.worker("w2", store, new KeptFacts(), TinyJobs.undisturbed())
        .run(TinyJobs.command(JOB, 2, TinyJobs.EPOCHS), new AttemptSignals());
    assertThat(newest().stateDigest()).isEqualTo(TinyJobs.unbrokenDigest(store));
  }

  @Test
  void endsAtTheEpochsEndWhereNoCheckpointIsDueBefore() throws Exception {
    signals.askForNewCommand();
    run(1, () -> {});

    assertThat(newest()).extracting(Checkpointed::epoch, Checkpointed::step).containsExactly(1, 0);
  }

  @Test
  void hasNothingToAskForWhereItsCommandIsDone() throws Exception {
    signals.askForNewCommand();
    KeptFacts facts = new KeptFacts();
    worker(facts).run(TinyJobs.command(JOB, 1, 1), signals);

    assertThat(facts.of(AttemptEnded.class))
        .extracting(AttemptEnded::reason)
        .containsExactly(EndReason.DONE);
    assertThat(TinyJobs.history(store, JOB).all(LogEntry.AttemptEnded.class)).isEmpty();
  }

  private KeptFacts run(int number, Runnable afterTheFirstStep) {
    KeptFacts facts =
        new KeptFacts(
            fact -> {
              if (fact instanceof FirstStepDone) {
                afterTheFirstStep.run();
              }
            });
    worker(facts).run(TinyJobs.command(JOB, number, TinyJobs.EPOCHS), signals);
    return facts;
  }

  private AttemptRunner worker(KeptFacts facts) {
    StepWatch watch = new StepWatch(Duration.ofSeconds(60), machine);
    return TinyJobs.worker(
        "w1", store, facts, new Surroundings(Clock.systemUTC(), machine, CrashPoints.NONE, watch));
  }

  private Checkpointed newest() throws Exception {
    return TinyJobs.history(store, JOB).newestCheckpoint().orElseThrow().entry();
  }
}
