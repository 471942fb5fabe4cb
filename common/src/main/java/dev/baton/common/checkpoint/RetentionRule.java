package dev.baton.common.checkpoint;

import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which checkpoints' data stay whatever comes: the newest two of the chain, the best, every {@code
 * save_period}-th epoch, where branches went back to, and what a branch needed when it was left.
 *
 * @param savePeriod in epochs, or less than 1 for none
 */
public record RetentionRule(int savePeriod) {
  private static final int NEWEST = 2;

  /** The rule of a job, by the request that its newest attempt trains. */
  public static RetentionRule of(JobHistory history) {
    return new RetentionRule(
        history.newestAttempt().map(attempt -> attempt.entry().spec().savePeriod()).orElse(-1));
  }

  /** Sequence numbers of the checkpoints that are needed. */
  public Set<Long> needed(JobHistory history) {
    Set<Long> needed = neededByNewestBranch(history);
    history.leftBranches().forEach(left -> needed.addAll(neededByNewestBranch(left)));
    history.branchPoints().forEach(checkpoint -> needed.add(checkpoint.sequence()));
    return needed;
  }

  /** Those that only the newest branch needs. */
  Set<Long> neededByNewestBranch(JobHistory history) {
    List<Numbered<Checkpointed>> chain = history.chain();
    Set<Long> needed = new HashSet<>();
    chain.stream()
        .filter(checkpoint -> isPeriodic(checkpoint.entry()))
        .forEach(checkpoint -> needed.add(checkpoint.sequence()));
    chain.stream().limit(NEWEST).forEach(checkpoint -> needed.add(checkpoint.sequence()));
    history.best().ifPresent(checkpoint -> needed.add(checkpoint.sequence()));
    return needed;
  }

  /** Whether the checkpoint is one of the newest two of the chain. */
  public static boolean isNewest(JobHistory history, long sequence) {
    return history.chain().stream()
        .limit(NEWEST)
        .anyMatch(checkpoint -> checkpoint.sequence() == sequence);
  }

  /** Whether the checkpoint ends an epoch that {@code save_period} names: the first, and on. */
  public boolean isPeriodic(Checkpointed entry) {
    return savePeriod > 0 && entry.isEpochEnd() && (entry.epoch() - 1) % savePeriod == 0;
  }
}
