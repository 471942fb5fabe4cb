package dev.baton.cli.jobs;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Table;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.text.Quantities;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint as {@code baton checkpoints} lists it; with {@code --json} the fields of this record
 * are the documented shape.
 *
 * @param sequence number of its entry in the job's log
 * @param epoch epochs finished
 * @param step steps done in the running epoch
 * @param sizeBytes of all its files
 * @param data whether its data can still be fetched
 * @param chain whether the newest checkpoint descends from it
 * @param parent sequence number of the checkpoint it was trained on from; absent for zero
 * @param stateDigest 64 hexadecimal digits
 * @param metrics of the epoch that ended here, else empty
 */
record CheckpointRow(
    long sequence,
    int epoch,
    int step,
    Instant at,
    long sizeBytes,
    DataKept data,
    boolean chain,
    Optional<Long> parent,
    String stateDigest,
    Map<String, Double> metrics,
    Optional<Double> fitness,
    String worker,
    String attemptId) {

  /** What became of a checkpoint's data; its entry stays in the log for ever. */
  enum DataKept {
    STORED,
    /** Deleted, because newer checkpoints made it needless. */
    RETIRED
  }

  /** Every checkpoint in the log, oldest first. */
  static List<CheckpointRow> all(
      JobHistory history, CheckpointStore checkpoints, Set<String> storedKeys) {
    Map<String, String> workers = history.workers();
    Set<Long> chain = new HashSet<>();
    history.chain().forEach(link -> chain.add(link.sequence()));
    return history.all(Checkpointed.class).stream()
        .map(
            checkpoint ->
                of(
                    checkpoint,
                    checkpoints.isStored(checkpoint.entry(), storedKeys),
                    chain.contains(checkpoint.sequence()),
                    workers.getOrDefault(checkpoint.entry().attemptId(), "?")))
        .toList();
  }

  private static CheckpointRow of(
      Numbered<Checkpointed> checkpoint, boolean isStored, boolean isInChain, String worker) {
    Checkpointed entry = checkpoint.entry();
    return new CheckpointRow(
        checkpoint.sequence(),
        entry.epoch(),
        entry.step(),
        entry.at(),
        entry.totalBytes(),
        isStored ? DataKept.STORED : DataKept.RETIRED,
        isInChain,
        entry.parent(),
        entry.stateDigest(),
        entry.metrics(),
        entry.fitness(),
        worker,
        entry.attemptId());
  }

  /** For people; an asterisk marks what the newest checkpoint does not descend from. */
  static List<Line> table(List<CheckpointRow> rows) {
    Table table =
        new Table("SEQ", "PARENT", "EPOCH-STEP", "SIZE", "DATA", "DIGEST", "WORKER", "METRICS");
    for (CheckpointRow row : rows) {
      table.add(
          row.sequence + (row.chain ? "" : "*"),
          row.parent.map(String::valueOf).orElse("-"),
          row.epoch + "-" + row.step,
          Quantities.bytes(row.sizeBytes),
          row.data.name().toLowerCase(java.util.Locale.ROOT),
          Quantities.shortDigest(row.stateDigest),
          row.worker,
          Quantities.headline(row.metrics));
    }
    return table.lines();
  }
}
