package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which checkpoints' data stay: the newest two of the chain, the best, every {@code save_period}-th
 * epoch, and the one that this attempt resumed from. Checkpoints off the chain are damaged ones
 * that a fallback left behind; they stay for inspection.
 */
final class Retention {
  private static final int NEWEST = 2;

  private final int savePeriod;
  private final Set<Long> kept = new HashSet<>();
  private final Set<Long> deleted = new HashSet<>();

  Retention(int savePeriod) {
    this.savePeriod = savePeriod;
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
    boolean isNewest =
        history.chain().stream()
            .limit(NEWEST)
            .anyMatch(checkpoint -> checkpoint.sequence() == sequence);
    return deleted.contains(sequence) && !isNewest;
  }

  /** Deletes what an entry in {@code history} proves unneeded. Only for the job's owner. */
  void apply(JobHistory history, CheckpointStore checkpoints) throws IOException {
    for (Numbered<Checkpointed> checkpoint : unneeded(history)) {
      checkpoints.delete(checkpoint.entry());
      deleted.add(checkpoint.sequence());
    }
  }

  List<Numbered<Checkpointed>> unneeded(JobHistory history) {
    List<Numbered<Checkpointed>> chain = history.chain();
    Set<Long> needed = new HashSet<>(kept);
    chain.stream().limit(NEWEST).forEach(checkpoint -> needed.add(checkpoint.sequence()));
    history.best().ifPresent(checkpoint -> needed.add(checkpoint.sequence()));
    return chain.stream()
        .filter(checkpoint -> !needed.contains(checkpoint.sequence()))
        .filter(checkpoint -> !deleted.contains(checkpoint.sequence()))
        .filter(checkpoint -> !isPeriodic(checkpoint.entry()))
        .toList();
  }

  /** Counts from 0 and keeps epoch 0, as the reference does. */
  private boolean isPeriodic(Checkpointed entry) {
    return savePeriod > 0 && entry.isEpochEnd() && (entry.epoch() - 1) % savePeriod == 0;
  }
}
