package dev.baton.common.checkpoint;

import dev.baton.common.checkpoint.LogEntry.AttemptEnded;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.checkpoint.LogEntry.DataPinned;
import dev.baton.common.checkpoint.LogEntry.Unreadable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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

  /** The newest attempt: the one that owns the job. */
  public Optional<Numbered<AttemptStarted>> newestAttempt() {
    return newest(AttemptStarted.class);
  }

  public Optional<Closed> closed() {
    return newest(Closed.class).map(Numbered::entry);
  }

  public Optional<Numbered<Checkpointed>> newestCheckpoint() {
    return newest(Checkpointed.class);
  }

  /** The data set that the job is bound to. */
  public Optional<String> dataDigest() {
    return newest(DataPinned.class).map(pinned -> pinned.entry().dataDigest());
  }

  /** The first attempt; its spec and numerics class are what the job began with. */
  public Optional<AttemptStarted> firstAttempt() {
    return all(AttemptStarted.class).stream().findFirst().map(Numbered::entry);
  }

  /**
   * The checkpoints that the newest one came from, newest first, along the parents. After a
   * fallback from a damaged checkpoint the newest entries need not be among each other's ancestors,
   * so this is not the order of the log. Where a parent's entry is unreadable, the checkpoint
   * before it stands in: every checkpoint of a job lies on the one path of its training.
   */
  public List<Numbered<Checkpointed>> chain() {
    List<Numbered<Checkpointed>> chain = new ArrayList<>();
    Optional<Numbered<Checkpointed>> link = newestCheckpoint();
    while (link.isPresent()) {
      chain.add(link.get());
      link = link.get().entry().parent().flatMap(this::checkpointOrOneBefore);
    }
    return chain;
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
      return newest(Checkpointed.class, (int) sequence);
    }
    return checkpoint(sequence);
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
   * Attempts in a row, up to now, that were lost without having committed a checkpoint: what a
   * poisonous job is told by. One that signed off was not lost.
   */
  public List<AttemptStarted> fruitlessAttempts() {
    return lostSince(Checkpointed.class::isInstance);
  }

  /** As {@link #fruitlessAttempts}, but since the last finished epoch. */
  public List<AttemptStarted> lostSinceEpochEnd() {
    return lostSince(entry -> entry instanceof Checkpointed c && c.isEpochEnd());
  }

  /** Attempts that gave up since the last checkpoint: a job that no worker can train has many. */
  public List<AttemptEnded> givenUp() {
    List<AttemptEnded> endings = new ArrayList<>();
    for (int i = entries.size() - 1; i >= 0 && !(entries.get(i) instanceof Checkpointed); i--) {
      if (entries.get(i) instanceof AttemptEnded ended
          && ended.ending() == LogEntry.Ending.GAVE_UP) {
        endings.addFirst(ended);
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
    }
    return lost;
  }

  private <E extends LogEntry> Optional<Numbered<E>> newest(Class<E> kind) {
    return newest(kind, entries.size());
  }

  private <E extends LogEntry> Optional<Numbered<E>> newest(Class<E> kind, int before) {
    for (int i = before - 1; i >= 0; i--) {
      if (kind.isInstance(entries.get(i))) {
        return Optional.of(new Numbered<>(i, kind.cast(entries.get(i))));
      }
    }
    return Optional.empty();
  }
}
