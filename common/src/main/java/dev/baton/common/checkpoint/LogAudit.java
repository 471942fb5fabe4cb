package dev.baton.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Unreadable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a job's entries show by themselves, without a look at the data: whether they are a chain
 * that one owner after the other has written.
 */
final class LogAudit {
  private final JobHistory history;
  private final Map<Long, String> broken = new TreeMap<>();
  private final Map<String, AttemptStarted> attempts = new HashMap<>();

  /** Checkpoints by their place in the training and all that decides about bits there. */
  private final Map<String, Numbered<Checkpointed>> trained = new HashMap<>();

  /** By the sequence numbers of checkpoints. */
  private final NavigableMap<Long, Descent> descents = new TreeMap<>();

  private String data = "";

  /**
   * All that decides about a checkpoint's bits.
   *
   * @param conditions under which it was trained: arithmetic, options and data
   * @param history those of all before it, and where each began
   */
  private record Descent(String conditions, String history) {
    static Descent of(String conditions) {
      return new Descent(conditions, conditions);
    }

    Descent from(String place, String next) {
      return next.equals(conditions)
          ? this
          : new Descent(
              next, Sha256.hex("%s, from %s %s".formatted(history, place, next).getBytes(UTF_8)));
    }
  }

  private Optional<AttemptStarted> owner = Optional.empty();
  private boolean isOwnerKnown = true;

  private LogAudit(JobHistory history) {
    this.history = history;
  }

  /** What is wrong with entries, by their sequence numbers. */
  static Map<Long, String> brokenEntries(JobHistory history) {
    LogAudit audit = new LogAudit(history);
    List<LogEntry> entries = history.entries();
    for (int sequence = 0; sequence < entries.size(); sequence++) {
      audit.check(sequence, entries.get(sequence));
    }
    return audit.broken;
  }

  private void check(long sequence, LogEntry entry) {
    switch (entry) {
      case AttemptStarted started -> {
        owner = Optional.of(started);
        isOwnerKnown = true;
        attempts.put(started.attemptId(), started);
      }
      case Unreadable lost -> {
        broken.put(sequence, lost.why());
        isOwnerKnown = false; // it may have been a start
      }
      case Checkpointed checkpoint -> {
        checkOwner(sequence, checkpoint);
        checkParent(sequence, checkpoint);
        checkDigest(new Numbered<>(sequence, checkpoint));
      }
      case LogEntry.DataPinned pinned -> {
        checkOwner(sequence, pinned);
        data = pinned.dataDigest();
      }
      case LogEntry.AttemptEnded ended -> checkOwner(sequence, ended);
      case LogEntry.Closed closed -> checkOwner(sequence, closed);
    }
  }

  private void checkOwner(long sequence, LogEntry entry) {
    boolean isOwners = owner.filter(o -> o.attemptId().equals(entry.attemptId())).isPresent();
    if (isOwnerKnown && !isOwners) {
      broken.put(
          sequence,
          "attempt %s wrote it while the job belonged to %s"
              .formatted(
                  entry.attemptId(), owner.map(o -> "attempt " + o.attemptId()).orElse("none")));
    }
  }

  private void checkParent(long sequence, Checkpointed checkpoint) {
    if (checkpoint.parent().isEmpty()) {
      return;
    }
    long parent = checkpoint.parent().get();
    boolean isEarlier = parent >= 0 && parent < sequence;
    if (isEarlier && history.entries().get((int) parent) instanceof Unreadable) {
      return;
    }
    Optional<Checkpointed> found = history.checkpoint(parent).map(Numbered::entry);
    if (!isEarlier || found.isEmpty()) {
      broken.put(sequence, "its parent, entry %d, is no earlier checkpoint".formatted(parent));
    } else if (place(found.get()).compareTo(place(checkpoint)) >= 0) {
      broken.put(
          sequence, "its parent, entry %d, is not before it in the training".formatted(parent));
    }
  }

  /** After a fallback a place is trained once more: under the same conditions, to the same bits. */
  private void checkDigest(Numbered<Checkpointed> checkpoint) {
    Checkpointed entry = checkpoint.entry();
    AttemptStarted attempt = attempts.get(entry.attemptId());
    if (attempt == null) {
      return;
    }
    Descent descent =
        descent(entry, "%s %s %s".formatted(attempt.numerics(), attempt.specDigest(), data));
    descents.put(checkpoint.sequence(), descent);
    String training = place(entry) + " " + descent.history();
    Numbered<Checkpointed> first = trained.putIfAbsent(training, checkpoint);
    if (first != null && !first.entry().stateDigest().equals(entry.stateDigest())) {
      broken.put(
          checkpoint.sequence(),
          "epoch %d, step %d has other bits than in entry %d, trained in the same arithmetic"
              .formatted(entry.epoch(), entry.step(), first.sequence()));
    }
  }

  /** Where the parent's entry is unreadable, the checkpoint before it stands in. */
  private Descent descent(Checkpointed entry, String conditions) {
    return entry
        .parent()
        .flatMap(parent -> Optional.ofNullable(descents.floorEntry(parent)))
        .flatMap(
            parent ->
                history
                    .checkpoint(parent.getKey())
                    .map(link -> parent.getValue().from(place(link.entry()), conditions)))
        .orElse(Descent.of(conditions));
  }

  private static String place(Checkpointed entry) {
    return "%09d-%09d".formatted(entry.epoch(), entry.step());
  }
}
