package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.AttemptEnded;
import dev.baton.common.messages.Event.AttemptHeldUp;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.Event.FirstStepDone;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.worker.attempt.AttemptSignals.Stop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store has no room for anything that is to be written, while a job is trained. */
class FullStoreTest {
  private static final String JOB = "a";

  /** As long as it takes: the tests wait for events, never for time. */
  private static final String HYP = ",\"steps\":200,\"step_millis\":5";

  private static final String OPTIONS = ",\"checkpoint_every\":\"100ms\",\"max_unsaved\":\"300ms\"";

  @TempDir Path folder;
  private FullStore store;

  @BeforeEach
  void openStore() {
    store = new FullStore(new DirectoryObjectStore(folder));
  }

  @Test
  void trainingGoesOnThenWaitsForRoomAndGoesOnByItselfWithTheSameBits() throws Exception {
    KeptFacts facts =
        new KeptFacts(
            fact -> {
              if (fact instanceof FirstStepDone) {
                store.fill();
              }
              if (fact instanceof AttemptHeldUp held && held.step() > 0) {
                store.makeRoom(); // training itself waits by now
              }
            });
    assertThat(train(facts, new AttemptSignals())).isEqualTo(CommandOutcome.DONE);
    assertThat(facts.of(AttemptHeldUp.class))
        .first()
        .satisfies(
            held ->
                assertThat(held.why())
                    .startsWith("the store is full: free space with baton rm")
                    .contains("baton du"));
    assertThat(facts.of(AttemptHeldUp.class))
        .anySatisfy(
            held -> {
              assertThat(held.step()).isGreaterThan(1);
              assertThat(held.why())
                  .startsWith("training waits, since the store is full: free space with");
            });
    assertThat(facts.of(Event.AttemptStarted.class)).hasSize(1);
    assertFinishedWithTheRightBits();
  }

  /**
   * As real stores fill: with room for log entries and none for tensors, each attempt would begin
   * and be lost, until the job fails.
   */
  @Test
  void anAttemptOutlastsAFullStoreThatStillTakesItsLog() throws Exception {
    store.fillUpToSmallObjects();
    AtomicInteger held = new AtomicInteger();
    KeptFacts facts =
        new KeptFacts(
            fact -> {
              if (fact instanceof AttemptHeldUp && held.incrementAndGet() == 2) {
                store.makeRoom();
              }
            });
    assertThat(train(facts, new AttemptSignals())).isEqualTo(CommandOutcome.DONE);
    assertThat(TinyJobs.history(store, JOB).all(AttemptStarted.class)).hasSize(1);
    assertFinishedWithTheRightBits();
  }

  @Test
  void aCommandThatMeetsAFullStoreWaitsAndSaysSoBeforeItsAttemptBegins() throws Exception {
    store.fill();
    KeptFacts facts =
        new KeptFacts(
            fact -> {
              if (fact instanceof AttemptHeldUp) {
                store.makeRoom();
              }
            });
    assertThat(train(facts, new AttemptSignals())).isEqualTo(CommandOutcome.DONE);
    assertThat(facts.all()).first().isInstanceOf(AttemptHeldUp.class);
    assertFinishedWithTheRightBits();
  }

  @Test
  void aWorkerThatLeavesWhileTheStoreIsFullLosesOnlyWhatWasNotStored() throws Exception {
    AttemptSignals signals = new AttemptSignals();
    KeptFacts facts =
        new KeptFacts(
            fact -> {
              if (fact instanceof FirstStepDone) {
                store.fill();
              }
              if (fact instanceof AttemptHeldUp) {
                signals.stop(Stop.DRAINED, Duration.ofMillis(200));
              }
            });
    assertThat(train(facts, signals))
        .as("its time is over: it leaves without an answer, and the command is free again")
        .isEqualTo(CommandOutcome.LEASE_LOST);
    assertThat(facts.of(AttemptEnded.class))
        .extracting(AttemptEnded::reason)
        .containsExactly(EndReason.GAVE_UP);
    store.makeRoom();
    assertThat(train(new KeptFacts(), new AttemptSignals())).isEqualTo(CommandOutcome.DONE);
    assertFinishedWithTheRightBits();
  }

  private CommandOutcome train(KeptFacts facts, AttemptSignals signals) {
    return run(JOB, facts, signals);
  }

  private CommandOutcome run(String job, KeptFacts facts, AttemptSignals signals) {
    TrainEpochs command = TinyJobs.command(job, 1, TinyJobs.EPOCHS, HYP, OPTIONS);
    return TinyJobs.worker("w1", store, facts, TinyJobs.undisturbed()).run(command, signals);
  }

  private void assertFinishedWithTheRightBits() throws Exception {
    run("unbroken", new KeptFacts(), new AttemptSignals());
    assertThat(TinyJobs.history(store, JOB).closed().orElseThrow().outcome())
        .isEqualTo(Outcome.FINISHED);
    assertThat(digest(JOB)).isEqualTo(digest("unbroken"));
  }

  private String digest(String job) throws Exception {
    return TinyJobs.history(store, job).newestCheckpoint().orElseThrow().entry().stateDigest();
  }
}
