package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.SizeLimitExceeded;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that keep the checkpoint of every epoch, as far as there is room. */
class LimitedSizeTest {
  private static final String JOB = "a";

  @TempDir Path folder;
  private ObjectStore store;
  private String unbrokenDigest;

  /** More than any one of these jobs' checkpoints, whose scalars differ in length. */
  private long checkpointBytes;

  private long mostBytes;

  /** Looks between a checkpoint's entry and what it lets go. */
  private final KeptFacts facts =
      new KeptFacts(
          fact -> {
            if (fact instanceof Event.Checkpointed) {
              mostBytes = Math.max(mostBytes, storedBytes());
            }
          });

  @BeforeEach
  void measure() throws Exception {
    store = new DirectoryObjectStore(folder);
    unbrokenDigest = TinyJobs.unbrokenDigest(store);
    checkpointBytes =
        TinyJobs.history(store, "unbroken").all(Checkpointed.class).stream()
                .mapToLong(checkpoint -> checkpoint.entry().totalBytes())
                .max()
                .orElseThrow()
            + 100;
  }

  @Test
  void theOldestEpochsGoFirstAndTheJobNeverTakesUpMoreThanItMay() throws Exception {
    train(1, TinyJobs.EPOCHS, 4);
    JobHistory history = TinyJobs.history(store, JOB);
    assertThat(history.best()).contains(history.chain().getFirst());
    assertThat(storedEpochs()).containsExactly(2, 3, 4);
    assertThat(mostBytes).isBetween(3 * checkpointBytes, 4 * checkpointBytes);
    assertThat(facts.of(SizeLimitExceeded.class)).isEmpty();
    assertRightBitsAndSound();
  }

  @Test
  void aJobWhoseNewestTwoDoNotFitGoesOnAndSaysSoOnceHoweverManyWorkersTrainIt() throws Exception {
    for (int epoch = 1; epoch <= TinyJobs.EPOCHS; epoch++) {
      train(epoch, epoch, 2);
    }
    assertThat(storedEpochs()).contains(3, 4).doesNotContain(1);
    assertThat(facts.of(SizeLimitExceeded.class))
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.sizeBytes()).isGreaterThan(told.maxSize().bytes());
              assertThat(told.maxSize().bytes()).isEqualTo(2 * checkpointBytes);
            });
    assertRightBitsAndSound();
  }

  @Test
  void everyEpochStaysWhereThereIsRoomForAll() throws Exception {
    train(1, TinyJobs.EPOCHS, 5);
    assertThat(storedEpochs()).containsExactly(1, 2, 3, 4);
    assertRightBitsAndSound();
  }

  private void train(int number, int through, int room) {
    String options = ",\"save_period\":1,\"max_size\":\"%dB\"".formatted(room * checkpointBytes);
    assertThat(
            TinyJobs.worker("w" + number, store, facts, TinyJobs.undisturbed())
                .run(TinyJobs.command(JOB, number, through, "", options), new AttemptSignals()))
        .isEqualTo(CommandOutcome.DONE);
  }

  private List<Integer> storedEpochs() throws IOException {
    CheckpointStore checkpoints = new CheckpointStore(store, JOB);
    Set<String> stored = checkpoints.storedKeys();
    return TinyJobs.history(store, JOB).all(Checkpointed.class).stream()
        .map(Numbered::entry)
        .filter(entry -> checkpoints.isStored(entry, stored))
        .map(Checkpointed::epoch)
        .toList();
  }

  private long storedBytes() {
    try {
      return store.list("jobs/a/data/").stream().mapToLong(StoredObject::sizeBytes).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertRightBitsAndSound() throws Exception {
    JobHistory history = TinyJobs.history(store, JOB);
    assertThat(history.newestCheckpoint().orElseThrow().entry().stateDigest())
        .isEqualTo(unbrokenDigest);
    assertThat(new JobVerifier(store, JOB, history).verify(Depth.TENSORS))
        .noneMatch(checked -> checked.condition() == Condition.DAMAGED);
  }
}
