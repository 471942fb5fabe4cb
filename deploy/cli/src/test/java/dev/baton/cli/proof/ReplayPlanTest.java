package dev.baton.cli.proof;

import static dev.baton.cli.proof.TrainedLog.checkpoint;
import static dev.baton.cli.proof.TrainedLog.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.objectstore.DirectoryObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job of three epochs so far that lost a worker in its second one. */
class ReplayPlanTest {
  private static final LogEntry[] LOG = {
    started("a", 1),
    checkpoint("a", 1, 0, "1"),
    checkpoint("a", 1, 7, "1.7", Optional.of(1L)),
    started("b", 1),
    checkpoint("b", 2, 0, "2", Optional.of(2L)),
    checkpoint("b", 3, 0, "3", Optional.of(4L)),
    checkpoint("b", 3, 4, "3.4", Optional.of(5L))
  };

  @TempDir Path folder;

  @Test
  void comparesEveryCheckpointUpToTheLastEpochThatEnded() throws Exception {
    ReplayPlan plan = plan(Optional.empty(), LOG);
    assertThat(plan.originals().keySet())
        .containsExactly(new Place(1, 0), new Place(1, 7), new Place(2, 0), new Place(3, 0));
    assertThat(plan.losses()).containsExactly(new Place(1, 7));
  }

  @Test
  void whatLiesBeforeItsStartIsLeftOut() throws Exception {
    ReplayPlan plan = plan(Optional.of("epoch_2"), LOG);
    assertThat(plan.begin()).isEqualTo(new Place(2, 0));
    assertThat(plan.originals().keySet()).containsExactly(new Place(3, 0));
    assertThat(plan.losses()).isEmpty();
  }

  @Test
  void aCheckpointInsideAnEpochIsNamedByItsEntry() throws Exception {
    assertThat(plan(Optional.of("2"), LOG).begin()).isEqualTo(new Place(1, 7));
  }

  @Test
  void itsOwnFleetHasOnePoolWhateverTheJobsWas() throws Exception {
    assertThat(plan(Optional.empty(), LOG).spec().pool()).isEqualTo("default");
  }

  @Test
  void aCheckpointThatIsNotThereIsAnsweredWithThoseThatAre() {
    assertThatThrownBy(() -> plan(Optional.of("epoch_9"), LOG))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("Stored are: epoch_1, 2, epoch_2, epoch_3, 6.");
  }

  @Test
  void withoutAFinishedEpochThereIsNothingToCompareWith() {
    assertThatThrownBy(() -> plan(Optional.empty(), started("a", 1), checkpoint("a", 0, 7, "0.7")))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("nothing to compare with");
  }

  private ReplayPlan plan(Optional<String> from, LogEntry... log) throws Exception {
    try (DirectoryObjectStore store = new DirectoryObjectStore(folder)) {
      return ReplayPlan.of(
          "exp1", new JobHistory(List.of(log)), new CheckpointStore(store, "exp1"), from);
    }
  }
}
