package dev.baton.common.checkpoint;

import dev.baton.common.checkpoint.LogEntry.AttemptEnded;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.checkpoint.LogEntry.DataPinned;
import dev.baton.common.checkpoint.LogEntry.Unreadable;
import dev.baton.common.messages.Branch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What a job's log says, as read once: entry {@code i} has sequence number {@code i}.
 *
 * @param entries in order
 */
public record JobHistory(List<LogEntry> entries) {

  /** An entry with its sequence number. */
  public record Numbered<E extends LogEntry>(long sequence, E entry) {}

  public JobHistory {
    entries = List.copyOf(entries);
  }

  public static JobHistory empty() {
    return new JobHistory(List.of());
  }

  /** The sequence number of the next entry. */
  public long nextSequence() {
    return entries.size();
  }

  public JobHistory with(LogEntry entry) {
    List<LogEntry> longer = new ArrayList<>(entries);
    longer.add(entry);
    return new JobHistory(longer);
  }

  /** The log as it was when entry {@code sequence} was its newest. */
  JobHistory through(long sequence) {
    return new JobHistory(entries.subList(0, (int) sequence + 1));
  }

  /** The newest attempt: the one that owns the job. */
  public Optional<Numbered<AttemptStarted>> newestAttempt() {
    return newest(AttemptStarted.class);
  }

  /** Number of the branch that the newest attempt is on, 0 for the one that the job began with. */
  public int branch() {
    return newestAttempt().map(attempt -> attempt.entry().branchNumber()).orElse(0);
  }

  /** The end of the job. An older one, after which another branch began, is none. */
  public Optional<Closed> closed() {
    return !entries.isEmpty() && entries.getLast() instanceof Closed closed
        ? Optional.of(closed)
        : Optional.empty();
  }

  /** What the next attempt on the newest branch goes on from. */
  public Optional<Numbered<Checkpointed>> newestCheckpoint() {
    return newestCheckpoint(entries.size());
  }

  /** The log as it was when each branch that was left for an older checkpoint was left. */
  public List<JobHistory> leftBranches() {
    return IntStream.range(0, entries.size())
        .filter(i -> goesBackTo(i).isPresent())
        .mapToObj(i -> new JobHistory(entries.subList(0, i)))
        .toList();
  }

  /** The checkpoints that branches went back to. */
  public List<Numbered<Checkpointed>> branchPoints() {
    return IntStream.range(0, entries.size())
        .mapToObj(this::goesBackTo)
        .flatMap(Optional::stream)
        .map(this::checkpoint)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Names of the workers by the ids of their attempts. */
  public Map<String, String> workers() {
    Map<String, String> workers = new HashMap<>();
    all(AttemptStarted.class)
        .forEach(attempt -> workers.put(attempt.entry().attemptId(), attempt.entry().worker()));
    return workers;
  }

  /** The data set that the job is bound to. */
  public Optional<String> dataDigest() {
    return newest(DataPinned.class).map(pinned -> pinned.entry().dataDigest());
  }

  /**
   * The data set that an attempt has to find: none before one is pinned, and none at the beginning
   * of a branch that allows another.
   */
  public Optional<String> requiredData() {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i) instanceof DataPinned pinned) {
        return Optional.of(pinned.dataDigest());
      }
      if (beginsBranch(i) && allowsOtherData(entries.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Whether checkpoints of the job may have been trained on other data than it is bound to now. */
  public boolean allowsOtherData() {
    return entries.stream().anyMatch(JobHistory::allowsOtherData);
  }

  private static boolean allowsOtherData(LogEntry entry) {
    return entry instanceof AttemptStarted started
        && started.branch().filter(Branch::allowsOtherData).isPresent();
  }

  /** The first attempt; its spec and numerics class are what the job began with. */
  public Optional<AttemptStarted> firstAttempt() {
    return all(AttemptStarted.class).stream().findFirst().map(Numbered::entry);
  }

  /**
   * The checkpoints that the newest one came from, newest first, along the parents. After a
   * fallback from a damaged checkpoint the newest entries need not be among each other's ancestors,
   * so this is not the order of the log. Where a parent's entry is unreadable, the checkpoint
   * before it stands in: every checkpoint of a branch lies on the one path of its training.
   */
  public List<Numbered<Checkpointed>> chain() {
    List<Numbered<Checkpointed>> chain = new ArrayList<>();
    Optional<Numbered<Checkpointed>> link = newestCheckpoint();
    while (link.isPresent()) {
      chain.add(link.get());
      long sequence = link.get().sequence();
      // A parent that is no earlier entry is no parent: following it might never end.
      link =
          link.get()
              .entry()
              .parent()
              .filter(parent -> parent < sequence)
              .flatMap(this::checkpointOrOneBefore);
    }
    return chain;
  }

  /** Where the newest attempt's options began to hold; empty when the job always had them. */
  public Optional<Numbered<Checkpointed>> optionsHoldFrom() {
    Map<String, String> specs = new HashMap<>();
    all(AttemptStarted.class)
        .forEach(attempt -> specs.put(attempt.entry().attemptId(), attempt.entry().specDigest()));
    String newest = newestAttempt().map(attempt -> attempt.entry().specDigest()).orElse("");
    return chain().stream()
        .filter(link -> !specs.getOrDefault(link.entry().attemptId(), newest).equals(newest))
        .findFirst();
  }

  /**
   * The part of the chain that the newest attempt may be restored from, newest first. It ends where
   * its options began to hold: what lies before that was trained with others, and training it again
   * with these would give other bits.
   */
  public List<Numbered<Checkpointed>> restorable() {
    long oldest = optionsHoldFrom().map(Numbered::sequence).orElse(0L);
    return chain().stream().filter(link -> link.sequence() >= oldest).toList();
  }

  /** The checkpoint whose entry has this sequence number. */
  public Optional<Numbered<Checkpointed>> checkpoint(long sequence) {
    return sequence >= 0
            && sequence < entries.size()
            && entries.get((int) sequence) instanceof Checkpointed entry
        ? Optional.of(new Numbered<>(sequence, entry))
        : Optional.empty();
  }

  private Optional<Numbered<Checkpointed>> checkpointOrOneBefore(long sequence) {
    if (sequence >= 0
        && sequence < entries.size()
        && entries.get((int) sequence) instanceof Unreadable) {
      return newestCheckpoint((int) sequence);
    }
    return checkpoint(sequence);
  }

  /** The newest checkpoint on the path of the training, as it was before entry {@code before}. */
  private Optional<Numbered<Checkpointed>> newestCheckpoint(int before) {
    for (int i = before - 1; i >= 0; i--) {
      if (entries.get(i) instanceof Checkpointed checkpoint) {
        return Optional.of(new Numbered<>(i, checkpoint));
      }
      Optional<Long> from = goesBackTo(i);
      if (from.isPresent()) {
        return checkpointOrOneBefore(from.get());
      }
    }
    return Optional.empty();
  }

  /** The checkpoint that a branch goes back to which begins with entry {@code i}. */
  private Optional<Long> goesBackTo(int i) {
    return entries.get(i) instanceof AttemptStarted started && beginsBranch(i)
        ? started.branch().flatMap(Branch::from).filter(from -> from < i)
        : Optional.empty();
  }

  private boolean beginsBranch(int i) {
    return entries.get(i) instanceof AttemptStarted started
        && entries.subList(0, i).stream()
            .noneMatch(
                entry ->
                    entry instanceof AttemptStarted earlier
                        && earlier.branchNumber() >= started.branchNumber());
  }

  /** All entries of a kind, oldest first. */
  public <E extends LogEntry> List<Numbered<E>> all(Class<E> kind) {
    return IntStream.range(0, entries.size())
        .filter(i -> kind.isInstance(entries.get(i)))
        .mapToObj(i -> new Numbered<>(i, kind.cast(entries.get(i))))
        .toList();
  }

  /** The fittest checkpoint of the chain that ends an epoch; the newer one of equals. */
  public Optional<Numbered<Checkpointed>> best() {
    return chain().stream() // newest first, and max keeps the first of equals
        .filter(checkpoint -> checkpoint.entry().fitness().isPresent())
        .max(Comparator.comparing(checkpoint -> checkpoint.entry().fitness().get()));
  }

  /** When each epoch's checkpoint on the chain was committed, by the number of epochs done. */
  public Map<Integer, Instant> epochEnds() {
    Map<Integer, Instant> ends = new HashMap<>();
    chain().stream()
        .map(Numbered::entry)
        .filter(Checkpointed::isEpochEnd)
        .forEach(checkpoint -> ends.put(checkpoint.epoch(), checkpoint.at()));
    return ends;
  }

  /** Whether an attempt of this command or a later one has yielded or paused: it is done. */
  public boolean isSignedOff(int commandNumber) {
    Set<String> attempts = new HashSet<>();
    for (Numbered<AttemptStarted> started : all(AttemptStarted.class)) {
      if (started.entry().commandNumber() >= commandNumber) {
        attempts.add(started.entry().attemptId());
      }
    }
    return all(AttemptEnded.class).stream()
        .map(Numbered::entry)
        .anyMatch(ended -> ended.ending().endsCommand() && attempts.contains(ended.attemptId()));
  }

  /**
   * Attempts of this branch in a row, up to now, that were lost without having committed a
   * checkpoint: what a poisonous job is told by. One that signed off was not lost.
   */
  public List<AttemptStarted> fruitlessAttempts() {
    return lostSince(Checkpointed.class::isInstance);
  }

  /** As {@link #fruitlessAttempts}, but since the last finished epoch. */
  public List<AttemptStarted> lostSinceEpochEnd() {
    return lostSince(entry -> entry instanceof Checkpointed c && c.isEpochEnd());
  }

  /**
   * Attempts of this branch that gave up since the last checkpoint: a job that no worker can train
   * has many.
   */
  public List<AttemptEnded> givenUp() {
    List<AttemptEnded> endings = new ArrayList<>();
    for (int i = entries.size() - 1; i >= 0 && !(entries.get(i) instanceof Checkpointed); i--) {
      if (entries.get(i) instanceof AttemptEnded ended
          && ended.ending() == LogEntry.Ending.GAVE_UP) {
        endings.addFirst(ended);
      }
      if (beginsBranch(i)) {
        break;
      }
    }
    return endings;
  }

  private List<AttemptStarted> lostSince(Predicate<LogEntry> mark) {
    Set<String> signedOff = new HashSet<>();
    List<AttemptStarted> lost = new ArrayList<>();
    for (int i = entries.size() - 1; i >= 0 && !mark.test(entries.get(i)); i--) {
      if (entries.get(i) instanceof AttemptEnded ended) {
        signedOff.add(ended.attemptId());
      }
      if (entries.get(i) instanceof AttemptStarted started
          && !signedOff.contains(started.attemptId())) {
        lost.addFirst(started);
      }
      if (beginsBranch(i)) {
        break;
      }
    }
    return lost;
  }

  private <E extends LogEntry> Optional<Numbered<E>> newest(Class<E> kind) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (kind.isInstance(entries.get(i))) {
        return Optional.of(new Numbered<>(i, kind.cast(entries.get(i))));
      }
    }
    return Optional.empty();
  }
}
