package dev.baton.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;
  private ObjectStore store;
  private CheckpointStore checkpoints;

  @BeforeEach
  void openStore() {
    store = new DirectoryObjectStore(folder);
    checkpoints = new CheckpointStore(store, "exp1");
  }

  @Test
  void deletesWhatOlderAttemptsHaveUploadedButNotCommitted() throws Exception {
    store.upload("jobs/exp1/data/old/1-0/state.json", Content.of(new byte[1]));
    store.upload("jobs/exp1/data/own/1-0/state.json", Content.of(new byte[1]));
    JobHistory history = new JobHistory(List.of(started("old"), started("own")));

    assertThat(checkpoints.deleteOrphans(history, "own")).isEqualTo(1);
    assertThat(store.list("jobs/exp1/data/"))
        .extracting(StoredObject::key)
        .containsExactly("jobs/exp1/data/own/1-0/state.json");
  }

  @Test
  void deletesNothingThatAnEntryNamesOrMayHaveNamed() throws Exception {
    store.upload("jobs/exp1/data/old/1-0/state.json", Content.of(new byte[1]));
    store.upload("jobs/exp1/data/old/2-0/state.json", Content.of(new byte[1]));
    Checkpointed named =
        new Checkpointed(
            "entry",
            "old",
            1,
            0,
            Optional.empty(),
            List.of(),
            "digest",
            Map.of(),
            Optional.empty(),
            AT);
    LogEntry unreadable = new LogEntry.Unreadable("key", "it is missing");
    JobHistory damaged = new JobHistory(List.of(started("old"), named, unreadable, started("own")));
    assertThat(checkpoints.deleteOrphans(damaged, "own")).isZero();
    assertThat(store.list("jobs/exp1/data/")).hasSize(2);

    JobHistory sound = new JobHistory(List.of(started("old"), named, started("own")));
    assertThat(checkpoints.deleteOrphans(sound, "own")).isEqualTo(1);
    assertThat(store.list("jobs/exp1/data/"))
        .extracting(StoredObject::key)
        .containsExactly("jobs/exp1/data/old/1-0/state.json");
  }

  /**
   * Found by the simulation: a worker that stood still after its start ruined its successor's job.
   */
  @Test
  void deletesNothingOfAttemptsThatStartedLater() throws Exception {
    store.upload("jobs/exp1/data/later/1-0/state.json", Content.of(new byte[1]));
    JobHistory asItWasWhenOwnStarted = new JobHistory(List.of(started("own")));

    assertThat(checkpoints.deleteOrphans(asItWasWhenOwnStarted, "own")).isZero();
    assertThat(store.list("jobs/exp1/data/")).hasSize(1);
  }

  private static AttemptStarted started(String attemptId) {
    return new AttemptStarted(
        "entry of " + attemptId, attemptId, 1, "w1", "n1", "d1", null, Optional.empty(), AT);
  }
}
