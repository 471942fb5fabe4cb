package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.process.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An attempt has committed epoch 3, by which epoch 1 is let go, and stands still before it deletes
 * that. Meanwhile its successor has ended the job, and somebody goes back to an older checkpoint.
 */
class LateRetentionTest {
  private static final String JOB = "a";
  private static final String THIRD_COMMIT = "before-retention:3";

  @TempDir Path folder;
  private final KeptFacts facts = new KeptFacts();
  private ObjectStore store;

  /** More of the job's request. */
  private String options = "";

  @BeforeEach
  void openStore() {
    store = new DirectoryObjectStore(folder);
  }

  @Test
  void whatItMayStillDeleteNoBranchGoesBackTo() throws Exception {
    runWhileTheFirstStandsStill(() -> goBackTo(1));
    assertThat(facts.of(Event.JobFailed.class))
        .singleElement()
        .extracting(Event.JobFailed::why)
        .asString()
        .contains("a checkpoint that retention has let go", "baton checkpoints a");
    assertThat(history().branch()).isZero();
    assertThat(isStored(1)).as("the first attempt has deleted it after all").isFalse();
  }

  /** Epoch 1 stays for {@code save_period}, until the third one leaves it no room. */
  @Test
  void whatItMayStillDeleteForTheSizeLimitNoBranchGoesBackTo() throws Exception {
    TinyJobs.unbrokenDigest(store);
    long checkpointBytes =
        TinyJobs.history(store, "unbroken").newestCheckpoint().orElseThrow().entry().totalBytes();
    options = ",\"save_period\":1,\"max_size\":\"%dB\"".formatted(3 * checkpointBytes + 300);
    runWhileTheFirstStandsStill(() -> goBackTo(1));
    assertThat(facts.of(Event.JobFailed.class)).hasSize(1);
    assertThat(history().branch()).isZero();
    assertThat(isStored(1)).as("the first attempt has deleted it after all").isFalse();
  }

  @Test
  void whatItKeepsIsWholeForTheBranchThatGoesBackToIt() throws Exception {
    runWhileTheFirstStandsStill(() -> goBackTo(2));
    assertThat(history().closed().orElseThrow().outcome()).isEqualTo(Outcome.FINISHED);
    assertThat(isStored(2)).isTrue();
    assertThat(history().newestCheckpoint().orElseThrow().entry().stateDigest())
        .isEqualTo(TinyJobs.unbrokenDigest(store));
  }

  private void runWhileTheFirstStandsStill(Runnable meanwhile) {
    CrashPoints standingStill =
        CrashPoints.armed(
            THIRD_COMMIT,
            () -> {
              cancelByAnother();
              meanwhile.run();
            });
    Surroundings surroundings = new Surroundings(Clock.systemUTC(), Machine.REAL, standingStill);
    TinyJobs.worker("w1", store, new KeptFacts(), surroundings)
        .run(command(1), new AttemptSignals());
  }

  private void cancelByAnother() {
    AttemptSignals signals = new AttemptSignals();
    KeptFacts cancelling =
        new KeptFacts(
            fact -> {
              if (fact instanceof Event.AttemptStarted) {
                signals.stop(AttemptSignals.Stop.CANCELLED, Duration.ofSeconds(5));
              }
            });
    TinyJobs.worker("w2", store, cancelling, TinyJobs.undisturbed()).run(command(1), signals);
  }

  private void goBackTo(int epoch) {
    TrainEpochs first = command(2);
    Branch branch = new Branch(1, Optional.of(endOf(epoch).sequence()), "r");
    TrainEpochs back =
        new TrainEpochs(
            JOB,
            first.commandNumber(),
            0,
            first.throughEpoch(),
            first.spec(),
            first.specDigest(),
            Optional.of(branch),
            first.at());
    TinyJobs.worker("w3", store, facts, TinyJobs.undisturbed()).run(back, new AttemptSignals());
  }

  private TrainEpochs command(int number) {
    return TinyJobs.command(JOB, number, TinyJobs.EPOCHS, "", options);
  }

  private boolean isStored(int epoch) throws Exception {
    CheckpointStore checkpoints = new CheckpointStore(store, JOB);
    return checkpoints.isStored(endOf(epoch).entry(), checkpoints.storedKeys());
  }

  /** The first checkpoint that ends the epoch. */
  private Numbered<Checkpointed> endOf(int epoch) {
    return history().all(Checkpointed.class).stream()
        .filter(checkpoint -> checkpoint.entry().isEpochEnd())
        .filter(checkpoint -> checkpoint.entry().epoch() == epoch)
        .findFirst()
        .orElseThrow();
  }

  private JobHistory history() {
    try {
      return TinyJobs.history(store, JOB);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
