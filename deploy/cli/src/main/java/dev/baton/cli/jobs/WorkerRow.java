package dev.baton.cli.jobs;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Table;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.text.Quantities;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A worker as {@code baton workers} lists it; with {@code --json} the fields of this record are the
 * documented shape.
 *
 * @param job that it trains, absent while it trains none
 * @param memoryBytes main memory of its process, absent where the system does not tell
 * @param seenAt its last heartbeat
 */
record WorkerRow(
    String worker,
    WorkerState state,
    Optional<String> job,
    String pool,
    String device,
    String host,
    long pid,
    String release,
    Optional<Long> memoryBytes,
    Instant seenAt) {

  static WorkerRow of(Heartbeat beat) {
    return new WorkerRow(
        beat.worker(),
        beat.state(),
        beat.job(),
        beat.pool(),
        beat.device(),
        beat.host(),
        beat.pid(),
        beat.release(),
        beat.memoryBytes(),
        beat.at());
  }

  static List<Line> table(List<WorkerRow> rows) {
    Table table =
        new Table("WORKER", "STATE", "JOB", "POOL", "DEVICE", "MEMORY", "HOST", "PID", "RELEASE");
    for (WorkerRow row : rows) {
      table.add(
          row.worker,
          row.state.name(),
          row.job.orElse("-"),
          row.pool,
          row.device,
          row.memoryBytes.map(Quantities::bytes).orElse("-"),
          row.host,
          String.valueOf(row.pid),
          row.release);
    }
    return table.lines();
  }
}
