package dev.baton.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.jobs.StoredTraining;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.StateDigest;
import dev.baton.common.objectstore.DirectoryObjectStore;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job of two epochs in one store, and the beginning of its replay in another. */
class ReplaySeedTest {
  @TempDir Path folder;

  private DirectoryObjectStore from;
  private DirectoryObjectStore to;
  private JobHistory original;

  @BeforeEach
  void train() throws Exception {
    from = new DirectoryObjectStore(folder.resolve("from"));
    to = new DirectoryObjectStore(folder.resolve("to"));
    StoredTraining training = new StoredTraining(from, "exp1");
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.1));
    training.checkpoint(2, 0, Optional.of(1L), Optional.of(0.2));
    original = training.history();
  }

  @Test
  void aReplayStartsFromACopyOfTheCheckpointThatWasNamed() throws Exception {
    seed(Optional.of("epoch_1"));
    Checkpointed copy = replayed().newestCheckpoint().orElseThrow().entry();
    assertThat(Place.of(copy)).isEqualTo(new Place(1, 0));
    assertThat(StateDigest.of(new CheckpointStore(to, "exp1-replay").load(copy)).hex())
        .isEqualTo(original.checkpoint(1).orElseThrow().entry().stateDigest());
  }

  @Test
  void whoeverWroteTheBeginningDoesNotCountAsALostWorker() throws Exception {
    seed(Optional.of("epoch_1"));
    assertThat(replayed().fruitlessAttempts()).isEmpty();
    assertThat(replayed().lostSinceEpochEnd()).isEmpty();
  }

  @Test
  void fromZeroThereIsNoCheckpointAndTheSameSpec() throws Exception {
    seed(Optional.empty());
    assertThat(replayed().newestCheckpoint()).isEmpty();
    assertThat(replayed().firstAttempt().orElseThrow().specDigest())
        .isEqualTo(original.firstAttempt().orElseThrow().specDigest());
  }

  @Test
  void aDamagedCheckpointIsNoBeginning() throws Exception {
    ReplayPlan plan = plan(Optional.of("epoch_1"));
    new CheckpointStore(from, "exp1").delete(plan.start().orElseThrow().entry());
    assertThatThrownBy(() -> new ReplaySeed(plan, from, to, "exp1-replay").write())
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("it is missing")
        .hasMessageContaining("--from");
  }

  private void seed(Optional<String> start) throws Exception {
    new ReplaySeed(plan(start), from, to, "exp1-replay").write();
  }

  private ReplayPlan plan(Optional<String> start) throws Exception {
    return ReplayPlan.of("exp1", original, new CheckpointStore(from, "exp1"), start);
  }

  private JobHistory replayed() throws Exception {
    return new JobLog(to, "exp1-replay").read();
  }
}
