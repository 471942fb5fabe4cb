package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.AttemptHeldUp;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.worker.tiny.TinyTrainerFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store goes away after a training's first step. */
class AbsentStoreTest {
  private static final String JOB = "a";

  /** As long as it takes: the tests wait for events, never for time. */
  private static final String HYP = ",\"steps\":200,\"step_millis\":5";

  private static final String OPTIONS = ",\"checkpoint_every\":\"100ms\",\"max_unsaved\":\"300ms\"";

  @TempDir Path folder;
  private AbsentStore store;

  @BeforeEach
  void openStore() {
    store = new AbsentStore(new DirectoryObjectStore(folder));
  }

  @Test
  void trainingGoesOnUntilTheLimitThenWaitsSaysSoAndGoesOnWhenTheStoreIsBack() throws Exception {
    KeptFacts facts =
        new KeptFacts(
            fact -> {
              if (fact instanceof Event.FirstStepDone first && first.step() == 1) {
                store.leave();
              }
              if (fact instanceof AttemptHeldUp) {
                store.comeBack();
              }
            });
    assertThat(train(facts, Duration.ofMinutes(1))).isEqualTo(CommandOutcome.DONE);
    assertThat(facts.of(AttemptHeldUp.class))
        .first()
        .satisfies(
            held -> {
              assertThat(held.step()).isGreaterThan(1);
              assertThat(held.why())
                  .startsWith("the store has not taken the last 2 checkpoints")
                  .contains("baton doctor");
            });
    assertThat(facts.of(Event.AttemptStarted.class)).hasSize(1);
    assertFinishedWithTheRightBits();
  }

  @Test
  void aWorkerThatWaitsInVainHandsTheCommandBackAndAnotherOneEndsWithTheSameBits()
      throws Exception {
    KeptFacts facts =
        new KeptFacts(
            fact -> {
              if (fact instanceof Event.FirstStepDone) {
                store.leave();
              }
            });
    assertThat(train(facts, Duration.ofSeconds(1))).isEqualTo(CommandOutcome.GAVE_UP);
    assertThat(facts.of(AttemptHeldUp.class)).isNotEmpty();
    store.comeBack();
    assertThat(train(new KeptFacts(), Duration.ofSeconds(1))).isEqualTo(CommandOutcome.DONE);
    assertFinishedWithTheRightBits();
  }

  private CommandOutcome train(KeptFacts facts, Duration patience) {
    return run(JOB, facts, patience);
  }

  private CommandOutcome run(String job, KeptFacts facts, Duration patience) {
    TrainEpochs command = TinyJobs.command(job, 1, TinyJobs.EPOCHS, HYP, OPTIONS);
    TinyTrainerFactory tiny = new TinyTrainerFactory();
    return new AttemptRunner(
            "w1",
            store,
            Map.of(tiny.task(), tiny),
            facts,
            new ProgressBoard(),
            patience,
            Clock.systemUTC())
        .run(command, new AttemptSignals());
  }

  private void assertFinishedWithTheRightBits() throws Exception {
    run("unbroken", new KeptFacts(), Duration.ofSeconds(1));
    assertThat(TinyJobs.history(store, JOB).closed().orElseThrow().outcome())
        .isEqualTo(Outcome.FINISHED);
    assertThat(digest(JOB)).isEqualTo(digest("unbroken"));
  }

  private String digest(String job) throws Exception {
    return TinyJobs.history(store, job).newestCheckpoint().orElseThrow().entry().stateDigest();
  }
}
