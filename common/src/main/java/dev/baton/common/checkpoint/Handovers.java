package dev.baton.common.checkpoint;

import dev.baton.common.checkpoint.Handover.Kind;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a job's handovers. The log says that there was one and where; why is said by the log in
 * part and by events in full, and those are kept for a month only. So without its events a worker
 * that left, and one that was killed, are both just lost.
 */
public final class Handovers {
  private static final Comparator<Handover> BY_PLACE =
      Comparator.comparingInt(Handover::epoch).thenComparingInt(Handover::step);

  private final JobHistory history;
  private final Map<String, Kind> told = new HashMap<>();
  private final Set<String> heardOf = new HashSet<>();

  private Handovers(JobHistory history, List<Event> events) {
    this.history = history;
    for (Event event : events) {
      if (event instanceof Event.AttemptStarted started) {
        heardOf.add(started.attemptId());
      } else if (event instanceof Event.AttemptEnded ended) {
        told.put(ended.attemptId(), Kind.of(ended.reason()));
      }
    }
    history
        .all(LogEntry.AttemptEnded.class)
        .forEach(end -> told.put(end.entry().attemptId(), Kind.of(end.entry().ending())));
  }

  /**
   * The handovers on the path of the newest branch, in order: what lies beyond a checkpoint that a
   * later branch went back to is left out. A worker that goes on with its own job by its next
   * command hands nothing over.
   *
   * @param events of this job, as far as they are kept
   */
  public static List<Handover> of(JobHistory history, List<Event> events) {
    Handovers finding = new Handovers(history, events);
    List<Numbered<AttemptStarted>> attempts = history.all(AttemptStarted.class);
    List<Handover> found = new ArrayList<>();
    for (int i = 1; i < attempts.size(); i++) {
      Handover handover = finding.between(attempts.get(i - 1).entry(), attempts.get(i));
      if (handover.kind() == Kind.REWOUND) {
        found.removeIf(before -> BY_PLACE.compare(before, handover) > 0);
      }
      boolean isSameWorker = handover.fromWorker().equals(handover.toWorker());
      if (!isSameWorker || handover.kind() != Kind.PASSED_ON) {
        found.add(handover);
      }
    }
    return List.copyOf(found);
  }

  private Handover between(AttemptStarted before, Numbered<AttemptStarted> next) {
    JobHistory then = new JobHistory(history.entries().subList(0, (int) next.sequence() + 1));
    Optional<Checkpointed> from = then.newestCheckpoint().map(Numbered::entry);
    return new Handover(
        kind(before, next, from),
        from.map(Checkpointed::epoch).orElse(0),
        from.map(Checkpointed::step).orElse(0),
        next.entry().at(),
        next.sequence(),
        before.worker(),
        next.entry().worker());
  }

  private Kind kind(
      AttemptStarted before, Numbered<AttemptStarted> next, Optional<Checkpointed> from) {
    AttemptStarted after = next.entry();
    if (after.branchNumber() > before.branchNumber()) {
      boolean goesBack = after.branch().flatMap(branch -> branch.from()).isPresent();
      return goesBack ? Kind.REWOUND : Kind.REOPENED;
    }
    Kind said = told.get(before.attemptId());
    if (said != null) {
      return said;
    }
    boolean isNextCommand = after.commandNumber() > before.commandNumber();
    boolean endsAtEpoch =
        from.filter(c -> c.attemptId().equals(before.attemptId()) && c.isEpochEnd()).isPresent();
    if (heardOf.contains(before.attemptId())) {
      return Kind.KILLED;
    }
    return isNextCommand && endsAtEpoch ? Kind.PASSED_ON : Kind.LOST;
  }
}
