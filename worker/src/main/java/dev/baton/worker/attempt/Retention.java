package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.RetentionRule;
import dev.baton.common.checkpoint.SizeLimit;
import dev.baton.common.messages.Event;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which checkpoints' data stay: those of the {@link RetentionRule}, as many of them as the job's
 * {@link SizeLimit} leaves room for. Checkpoints off the chain are damaged ones that a fallback
 * left behind; they stay for inspection, and take up room.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final AttemptContext attempt;
  private final RetentionRule rule;
  private final OrphanSweep orphans;
  private final Set<Long> deleted = new HashSet<>();
  private boolean isExcessTold;

  Retention(AttemptContext attempt, OrphanSweep orphans) {
    this.attempt = attempt;
    this.rule = RetentionRule.of(attempt.command().spec());
    this.orphans = orphans;
  }

  /**
   * Notes what earlier attempts have deleted, so that it is not deleted again, and whether they had
   * too little room already, so that it is not told again.
   */
  void noteStored(JobHistory history, CheckpointStore checkpoints) throws IOException {
    Set<String> stored = checkpoints.storedKeys();
    for (Numbered<Checkpointed> checkpoint : history.all(Checkpointed.class)) {
      if (!checkpoints.isStored(checkpoint.entry(), stored)) {
        deleted.add(checkpoint.sequence());
      }
    }
    isExcessTold =
        rule.limit().filter(limit -> limit.isExceededBy(fit(limit, history))).isPresent();
  }

  /**
   * Whether an earlier attempt's retention has deleted the data: no damage, but nothing to restore.
   */
  boolean isRetired(JobHistory history, long sequence) {
    return deleted.contains(sequence) && !RetentionRule.isNewest(history, sequence);
  }

  /** Deletes what an entry in {@code history} proves unneeded. Only for the job's owner. */
  void apply(JobHistory history, CheckpointStore checkpoints) throws IOException {
    delete(unneeded(history), checkpoints);
    if (rule.limit().isPresent()) {
      SizeLimit.Fit fit = fit(rule.limit().get(), history);
      delete(fit.givenUp(), checkpoints);
      tellOfExcess(rule.limit().get(), fit);
    }
    orphans.sweepIfDue(history);
  }

  private void delete(List<Numbered<Checkpointed>> unneeded, CheckpointStore checkpoints)
      throws IOException {
    for (Numbered<Checkpointed> checkpoint : unneeded) {
      checkpoints.delete(checkpoint.entry());
      deleted.add(checkpoint.sequence());
    }
  }

  private List<Numbered<Checkpointed>> unneeded(JobHistory history) {
    Set<Long> needed = rule.needed(history);
    return history.chain().stream()
        .filter(checkpoint -> !needed.contains(checkpoint.sequence()))
        .filter(checkpoint -> !deleted.contains(checkpoint.sequence()))
        .toList();
  }

  private SizeLimit.Fit fit(SizeLimit limit, JobHistory history) {
    Set<Long> unneeded =
        unneeded(history).stream().map(Numbered::sequence).collect(Collectors.toSet());
    return limit.fit(
        history.all(Checkpointed.class).stream()
            .filter(checkpoint -> !deleted.contains(checkpoint.sequence()))
            .filter(checkpoint -> !unneeded.contains(checkpoint.sequence()))
            .toList(),
        rule.expendable(history));
  }

  private void tellOfExcess(SizeLimit limit, SizeLimit.Fit fit) {
    if (!limit.isExceededBy(fit) || isExcessTold) {
      return;
    }
    isExcessTold = true;
    LOG.warn(
        "The job goes on beyond its max_size: its checkpoints need {} bytes, allowed are {}",
        fit.sizeBytes(),
        limit.max());
    attempt.report(
        new Event.SizeLimitExceeded(
            attempt.job(),
            attempt.commandNumber(),
            attempt.attemptId(),
            attempt.worker(),
            fit.sizeBytes(),
            limit.max(),
            attempt.now()));
  }
}
