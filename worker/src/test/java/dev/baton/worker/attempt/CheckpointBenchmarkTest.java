package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.worker.attempt.CheckpointBenchmark.Checkpoint;
import dev.baton.worker.attempt.CheckpointBenchmark.Epoch;
import dev.baton.worker.tiny.TinyTrainerFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointBenchmarkTest {
  private static final String JOB = "bench";

  @TempDir Path folder;

  @Test
  void itsCheckpointsAreCommittedAsThoseOfAnAttempt() throws Exception {
    DirectoryObjectStore store = new DirectoryObjectStore(folder);
    try (CheckpointBenchmark benchmark =
        new CheckpointBenchmark(
            store, JOB, TinyJobs.command(JOB, 1, 4).spec(), new TinyTrainerFactory())) {
      Epoch with = benchmark.withCheckpoint();
      Epoch without = benchmark.withoutCheckpoint();
      Epoch withToo = benchmark.withCheckpoint();

      Checkpoint first = with.checkpoint().orElseThrow();
      assertThat(first.sizeBytes()).isPositive();
      assertThat(first.committed()).isPositive();
      assertThat(with.length()).isGreaterThanOrEqualTo(first.blocked());
      assertThat(without.checkpoint()).isEmpty();
      assertThat(withToo.checkpoint()).isPresent();
    }
    assertThat(new JobLog(store, JOB).read().newestCheckpoint().orElseThrow().entry())
        .satisfies(
            entry -> {
              assertThat(entry.epoch()).isEqualTo(2);
              assertThat(entry.parent()).isPresent();
            });
  }
}
