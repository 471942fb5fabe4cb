package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.objectstore.Damage;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints 1 to 5 of a job, the second of them the best. */
class CheckpointDeletionTest {
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
    training.checkpoint(4, 0, Optional.of(3L), Optional.of(0.4));
    training.checkpoint(4, 5, Optional.of(4L), Optional.empty());
    history = training.history();
  }

  @Test
  void freesWhatTheJobDoesNotNeed() throws Exception {
    long size = history.checkpoint(1).orElseThrow().entry().totalBytes();
    assertThat(deletion().delete(List.of(1L, 3L))).isEqualTo(2 * size);
    assertThat(foldersLeft()).containsExactly("2-0", "4-0", "4-5");
    assertThat(JobUsage.of(store, JOB))
        .satisfies(
            usage -> {
              assertThat(usage.retiredBytes()).isEqualTo(2 * size);
              assertThat(usage.unnamedBytes()).isZero();
              assertThat(usage.dataBytes())
                  .isEqualTo(
                      history.all(Checkpointed.class).stream()
                          .filter(c -> c.sequence() != 1 && c.sequence() != 3)
                          .mapToLong(c -> c.entry().totalBytes())
                          .sum());
            });
  }

  @Test
  void refusesAllIfOneIsNeededAndSaysWhy() throws Exception {
    assertThatThrownBy(() -> deletion().delete(List.of(1L, 2L, 5L, 9L)))
        .hasMessageContaining("checkpoint 2 is the best one")
        .hasMessageContaining("checkpoint 5 is one of the newest two whole ones")
        .hasMessageContaining("checkpoint 9 is not in the log (baton checkpoints")
        .hasMessageNotContaining("checkpoint 1");
    assertThat(foldersLeft()).hasSize(5);
  }

  @Test
  void countsOnlyWholeOnesAsTheNewestTwo() throws Exception {
    Damage.TRUNCATED.apply(store, "jobs/exp1/data/attempt-1/4-5/state.json");
    assertThatThrownBy(() -> deletion().delete(List.of(3L)))
        .hasMessageContaining("checkpoint 3 is one of the newest two whole ones");
    deletion().delete(List.of(5L));
    assertThat(foldersLeft()).doesNotContain("4-5");
  }

  @Test
  void listsTheLargestJobFirstAndDataThatNoEntryNames() throws Exception {
    store.upload("jobs/big/data/a/1-0/ema.safetensors", ObjectStore.Content.of(new byte[99_999]));
    store.upload("jobs/big/plots/results.png", ObjectStore.Content.of(new byte[7]));
    List<JobUsage> usages = JobUsage.all(store).usages();
    assertThat(usages).extracting(JobUsage::job).containsExactly("big", JOB);
    JobUsage big = usages.getFirst();
    assertThat(big.unnamedBytes()).isEqualTo(99_999);
    assertThat(big.otherBytes()).isEqualTo(7);
  }

  @Test
  void aLogThatCannotBeReadIsNamedAndHidesNoOtherJob() throws Exception {
    String entry = "{\"version\":99,\"kind\":\"closed\"}";
    store.upload("jobs/later/log/0000000000.json", ObjectStore.Content.of(entry.getBytes()));
    store.upload("jobs/None Of Ours/a.txt", ObjectStore.Content.of(new byte[1]));
    JobUsage.All jobs = JobUsage.all(store);
    assertThat(jobs.usages()).extracting(JobUsage::job).containsExactly(JOB);
    assertThat(jobs.broken()).containsOnlyKeys("later");
    assertThat(jobs.broken().get("later")).contains("format version 99").contains("Upgrade it");
  }

  private CheckpointDeletion deletion() throws Exception {
    return new CheckpointDeletion(store, JOB, history);
  }

  private List<String> foldersLeft() throws Exception {
    return store.list("jobs/exp1/data/").stream()
        .map(object -> object.key().split("/")[4])
        .distinct()
        .sorted()
        .toList();
  }
}
