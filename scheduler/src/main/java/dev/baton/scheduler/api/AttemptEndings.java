package dev.baton.scheduler.api;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a job's attempts ended, as their events say in full and the job's log in part. */
final class AttemptEndings {
  private final JobState job;
  private final Map<String, Ending> said = new HashMap<>();
  private final Set<String> heardOf = new HashSet<>();

  /** Attempts whose last checkpoint ended an epoch, as a command's last one does. */
  private final Set<String> atEpochEnd = new HashSet<>();

  /**
   * @param words for example {@code handed back}
   * @param detail a sentence, or empty
   */
  record Ending(String words, Optional<Instant> at, String detail) {
    private static Ending of(Enum<?> reason, Instant at, String detail) {
      String words = reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return new Ending(words, Optional.of(at), detail);
    }
  }

  /**
   * @param events of this job, as far as they are known
   */
  AttemptEndings(JobState job, JobHistory history, List<Event> events) {
    this.job = job;
    for (LogEntry entry : history.entries()) {
      switch (entry) {
        case LogEntry.AttemptEnded end ->
            said.put(end.attemptId(), Ending.of(end.ending(), end.at(), end.why()));
        case LogEntry.Closed end ->
            said.put(end.attemptId(), Ending.of(end.outcome(), end.at(), end.why()));
        case LogEntry.Checkpointed commit -> {
          if (commit.isEpochEnd()) {
            atEpochEnd.add(commit.attemptId());
          } else {
            atEpochEnd.remove(commit.attemptId());
          }
        }
        default -> {}
      }
    }
    for (Event event : events) {
      if (event instanceof Event.AttemptStarted start) {
        heardOf.add(start.attemptId());
      } else if (event instanceof Event.AttemptEnded end) {
        said.putIfAbsent(end.attemptId(), Ending.of(end.reason(), end.at(), end.detail()));
      }
    }
  }

  /**
   * @param next the attempt after it
   */
  Ending of(AttemptStarted attempt, Optional<AttemptStarted> next) {
    Ending ending = said.get(attempt.attemptId());
    if (ending != null) {
      return ending;
    }
    boolean isJobs = job.attemptId().equals(attempt.attemptId());
    if (next.isEmpty() && (job.status() == Status.RUNNING || !isJobs)) {
      return new Ending("running", Optional.empty(), "");
    }
    return new Ending(silence(attempt, next), next.map(AttemptStarted::at), "");
  }

  /** What it means that nothing was said: little, once the events are gone. */
  private String silence(AttemptStarted attempt, Optional<AttemptStarted> next) {
    if (heardOf.contains(attempt.attemptId())) {
      return "killed";
    }
    boolean isFollowedByCommand =
        next.filter(later -> later.commandNumber() > attempt.commandNumber()).isPresent();
    return isFollowedByCommand && atEpochEnd.contains(attempt.attemptId()) ? "done" : "lost";
  }
}
