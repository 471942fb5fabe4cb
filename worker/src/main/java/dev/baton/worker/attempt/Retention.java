package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.RetentionRule;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which checkpoints' data stay: those of the {@link RetentionRule}, and the one that this attempt
 * resumed from. Checkpoints off the chain are damaged ones that a fallback left behind; they stay
 * for inspection.
 */
final class Retention {
  private final RetentionRule rule;
  private final OrphanSweep orphans;
  private final Set<Long> kept = new HashSet<>();
  private final Set<Long> deleted = new HashSet<>();

  Retention(int savePeriod, OrphanSweep orphans) {
    this.rule = new RetentionRule(savePeriod);
    this.orphans = orphans;
  }

  /** Keeps this checkpoint whatever comes. */
  void keep(long sequence) {
    kept.add(sequence);
  }

  /** Notes what earlier attempts have deleted, so that it is not deleted again. */
  void noteStored(JobHistory history, CheckpointStore checkpoints) throws IOException {
    Set<String> stored = checkpoints.storedKeys();
    for (Numbered<Checkpointed> checkpoint : history.chain()) {
      if (!checkpoints.isStored(checkpoint.entry(), stored)) {
        deleted.add(checkpoint.sequence());
      }
    }
  }

  /**
   * Whether an earlier attempt's retention has deleted the data: no damage, but nothing to restore.
   */
  boolean isRetired(JobHistory history, long sequence) {
    return deleted.contains(sequence) && !RetentionRule.isNewest(history, sequence);
  }

  /** Deletes what an entry in {@code history} proves unneeded. Only for the job's owner. */
  void apply(JobHistory history, CheckpointStore checkpoints) throws IOException {
    for (Numbered<Checkpointed> checkpoint : unneeded(history)) {
      checkpoints.delete(checkpoint.entry());
      deleted.add(checkpoint.sequence());
    }
    orphans.sweepIfDue(history);
  }

  List<Numbered<Checkpointed>> unneeded(JobHistory history) {
    Set<Long> needed = rule.needed(history);
    needed.addAll(kept);
    return history.chain().stream()
        .filter(checkpoint -> !needed.contains(checkpoint.sequence()))
        .filter(checkpoint -> !deleted.contains(checkpoint.sequence()))
        .toList();
  }
}
