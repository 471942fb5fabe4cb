package dev.baton.common.checkpoint;

import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Unreadable;
import dev.baton.common.messages.JobSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which checkpoints' data stay whatever comes: the newest two of the chain, the best, every {@code
 * save_period}-th epoch, what the owner resumed from, where branches went back to, and what a
 * branch needed when it was left. Only those of {@code save_period} are {@link #expendable}, where
 * a {@link SizeLimit} asks for it.
 *
 * @param savePeriod in epochs, or less than 1 for none
 */
public record RetentionRule(int savePeriod, Optional<SizeLimit> limit) {
  private static final int NEWEST = 2;

  /** More checkpoints of a moment: the newest two, the best, the parent and the next one. */
  private static final int PASSING = NEWEST + 3;

  private static final RetentionRule NO_PERIOD = new RetentionRule(-1, Optional.empty());

  public static RetentionRule of(JobSpec spec) {
    return new RetentionRule(spec.savePeriod(), spec.maxSize().map(SizeLimit::new));
  }

  /** The rule of a job, by the request that its newest attempt trains. */
  public static RetentionRule of(JobHistory history) {
    return history.newestAttempt().map(attempt -> of(attempt.entry().spec())).orElse(NO_PERIOD);
  }

  /** Sequence numbers of the checkpoints that are needed, whatever their size. */
  public Set<Long> needed(JobHistory history) {
    Set<Long> needed = neededByNewestBranch(history);
    history.leftBranches().forEach(left -> needed.addAll(neededByNewestBranch(left)));
    history.branchPoints().forEach(checkpoint -> needed.add(checkpoint.sequence()));
    resumedFrom(history).ifPresent(needed::add);
    return needed;
  }

  /**
   * Sequence numbers of the checkpoints that were unneeded when some later one was committed. Who
   * committed that may delete their data at any time, however long it has stood still and whatever
   * the log has said since: so nothing may come to need them again. Among them is what a {@link
   * SizeLimit} asked for if all that was not let go was still stored: the more is stored, the more
   * it gives up.
   */
  public static Set<Long> letGo(JobHistory history) {
    Set<Long> letGo = new HashSet<>();
    for (Numbered<Checkpointed> commit : history.all(Checkpointed.class)) {
      JobHistory then = history.through(commit.sequence());
      letGo.addAll(of(then).letGoAtNewest(then));
    }
    return letGo;
  }

  private Set<Long> letGoAtNewest(JobHistory history) {
    Set<Long> needed = needed(history);
    Set<Long> letGo =
        history.chain().stream()
            .map(Numbered::sequence)
            .filter(sequence -> !needed.contains(sequence))
            .collect(Collectors.toCollection(HashSet::new));
    if (limit.isPresent()) {
      List<Numbered<Checkpointed>> staying =
          history.all(Checkpointed.class).stream()
              .filter(checkpoint -> !letGo.contains(checkpoint.sequence()))
              .toList();
      limit.get().fit(staying, expendable(history)).givenUp().stream()
          .map(Numbered::sequence)
          .forEach(letGo::add);
    }
    return letGo;
  }

  /** What the attempt that has committed the newest checkpoint went on from. */
  private static Optional<Long> resumedFrom(JobHistory history) {
    return history
        .newestCheckpoint()
        .map(newest -> newest.entry().attemptId())
        .flatMap(
            attemptId ->
                history.all(Checkpointed.class).stream()
                    .filter(checkpoint -> checkpoint.entry().attemptId().equals(attemptId))
                    .findFirst())
        .flatMap(first -> first.entry().parent());
  }

  private Set<Long> neededByNewestBranch(JobHistory history) {
    List<Numbered<Checkpointed>> chain = history.chain();
    Set<Long> needed = new HashSet<>();
    chain.stream()
        .filter(checkpoint -> isPeriodic(checkpoint.entry()))
        .forEach(checkpoint -> needed.add(checkpoint.sequence()));
    chain.stream().limit(NEWEST).forEach(checkpoint -> needed.add(checkpoint.sequence()));
    history.best().ifPresent(checkpoint -> needed.add(checkpoint.sequence()));
    return needed;
  }

  /** Sequence numbers of those checkpoints that are needed only for {@code save_period}. */
  public Set<Long> expendable(JobHistory history) {
    Set<Long> expendable = needed(history);
    expendable.removeAll(NO_PERIOD.needed(history));
    return expendable;
  }

  /**
   * Sequence numbers of the newest branch's checkpoints that were never deleted. What had to go for
   * the limit depends on what was stored at each time, so those that may have gone are left out,
   * unless the job was always far from its limit.
   */
  public Set<Long> keptForCertain(JobHistory history) {
    Set<Long> kept = neededByNewestBranch(history);
    if (limit.filter(l -> mostBytes(history) > l.max().bytes()).isPresent()) {
      kept.removeAll(expendable(history));
    }
    return kept;
  }

  /** More than was ever stored at a time, if every checkpoint was as large as the largest one. */
  private long mostBytes(JobHistory history) {
    List<Numbered<Checkpointed>> all = history.all(Checkpointed.class);
    long largest = all.stream().mapToLong(c -> c.entry().totalBytes()).max().orElse(0);
    int offChain = all.size() - history.chain().size();
    int unknown = history.all(Unreadable.class).size();
    return largest * (needed(history).size() + offChain + unknown + PASSING);
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
