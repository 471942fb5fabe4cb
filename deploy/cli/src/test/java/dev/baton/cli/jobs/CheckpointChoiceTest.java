package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoint 3 was damaged, so that 4 goes on from 2; the data of 1 are retired. */
class CheckpointChoiceTest {
  private static final String JOB = "exp1";

  @TempDir Path folder;
  private ObjectStore store;
  private JobHistory history;

  @BeforeEach
  void train() throws Exception {
    store = new DirectoryObjectStore(folder);
    StoredTraining training = new StoredTraining(store, JOB);
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.1));
    training.checkpoint(2, 0, Optional.of(1L), Optional.of(0.9));
    training.checkpoint(3, 0, Optional.of(2L), Optional.of(0.3));
    training.checkpoint(3, 0, Optional.of(2L), Optional.of(0.3));
    training.checkpoint(3, 7, Optional.of(4L), Optional.empty());
    history = training.history();
    new CheckpointStore(store, JOB).delete(history.checkpoint(1).orElseThrow().entry());
  }

  @Test
  void findsTheCheckpointOfTheNewestBranchThatEndsAnEpoch() throws Exception {
    assertThat(choice().find("epoch_3").sequence()).isEqualTo(4);
    assertThat(choice().find("epoch_2").sequence()).isEqualTo(2);
  }

  @Test
  void findsACheckpointByItsNumberOnAnyBranch() throws Exception {
    assertThat(choice().find("3").sequence()).isEqualTo(3);
    assertThat(choice().find("5").entry().step()).isEqualTo(7);
  }

  @Test
  void saysWhichEpochsAreStoredWhenThatOneIsNot() {
    assertThatThrownBy(() -> choice().find("epoch_1"))
        .hasMessageContaining("no checkpoint of epoch 1 of job exp1, but epoch_2, epoch_3")
        .hasMessageContaining("--save-period");
    assertThatThrownBy(() -> choice().find("0")).hasMessageContaining("no checkpoint 0");
    assertThatThrownBy(() -> choice().find("last")).hasMessageContaining("give epoch_N");
  }

  /** Its data are stored, but who committed the next ones may delete them at any time. */
  @Test
  void whatRetentionHasLetGoIsNoChoice() throws Exception {
    StoredTraining other = new StoredTraining(store, "exp2");
    for (int epoch = 1; epoch <= 4; epoch++) {
      Optional<Long> parent = epoch == 1 ? Optional.empty() : Optional.of(epoch - 1L);
      other.checkpoint(epoch, 0, parent, Optional.of(epoch / 10.0));
    }
    CheckpointChoice choice = new CheckpointChoice(store, "exp2", other.history());
    assertThat(choice.find("epoch_3").sequence()).isEqualTo(3);
    assertThatThrownBy(() -> choice.find("epoch_2"))
        .hasMessageContaining("no checkpoint of epoch 2 of job exp2, but epoch_3, epoch_4");
    assertThatThrownBy(() -> choice.find("1")).hasMessageContaining("no checkpoint 1");
  }

  private CheckpointChoice choice() throws Exception {
    return new CheckpointChoice(store, JOB, history);
  }
}
