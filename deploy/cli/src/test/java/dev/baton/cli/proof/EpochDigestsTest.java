package dev.baton.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.jobs.StoredTraining;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.objectstore.DirectoryObjectStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two trainings of the same two epochs; the weight of an epoch is its number. */
class EpochDigestsTest {
  @TempDir Path folder;

  private DirectoryObjectStore store;
  private EpochDigests unbroken;

  @BeforeEach
  void train() throws Exception {
    store = new DirectoryObjectStore(folder);
    train("unbroken", 2);
    unbroken = EpochDigests.read(store, "unbroken");
  }

  @Test
  void equalStatesAtTheEndsOfEpochsAreNoDifference() throws Exception {
    train("round-1", 2);
    assertThat(unbroken.digests()).containsOnlyKeys(1, 2);
    assertThat(EpochDigests.read(store, "round-1").differencesTo(unbroken)).isEmpty();
  }

  @Test
  void aMissingEpochIsADifference() throws Exception {
    train("round-1", 1);
    assertThat(EpochDigests.read(store, "round-1").differencesTo(unbroken))
        .singleElement()
        .asString()
        .startsWith("round-1, epoch 2: nothing instead of ");
  }

  @Test
  void anotherStateIsADifference() throws Exception {
    StoredTraining training = train("round-1", 1);
    training.checkpoint(2, 0, Optional.of(1L), Optional.of(0.2));
    EpochDigests other = EpochDigests.read(store, "round-1");
    EpochDigests wanted = new EpochDigests("unbroken", copyWith(1, "ffff"), unbroken.problems());
    assertThat(other.differencesTo(wanted))
        .singleElement()
        .asString()
        .startsWith("round-1, epoch 1: ")
        .endsWith(" instead of ffff");
  }

  @Test
  void damageIsADifferenceEvenIfTheLogSaysTheSame() throws Exception {
    StoredTraining training = train("round-1", 2);
    new CheckpointStore(store, "round-1")
        .delete(training.history().newestCheckpoint().orElseThrow().entry());
    assertThat(EpochDigests.read(store, "round-1").differencesTo(unbroken))
        .isNotEmpty()
        .allMatch(difference -> difference.endsWith(": it is missing"));
  }

  private SortedMap<Integer, String> copyWith(int epoch, String digest) {
    SortedMap<Integer, String> copy = new TreeMap<>(unbroken.digests());
    copy.put(epoch, digest);
    return copy;
  }

  private StoredTraining train(String job, int epochs) throws Exception {
    StoredTraining training = new StoredTraining(store, job);
    for (long epoch = 1; epoch <= epochs; epoch++) {
      Optional<Long> parent = epoch == 1 ? Optional.empty() : Optional.of(epoch - 1);
      training.checkpoint((int) epoch, 0, parent, Optional.of(0.1 * epoch));
    }
    return training;
  }
}
