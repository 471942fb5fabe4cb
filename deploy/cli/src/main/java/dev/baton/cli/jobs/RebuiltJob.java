package dev.baton.cli.jobs;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.checkpoint.UnreadableLogException;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What a job's log tells of the state that the scheduler once had. */
final class RebuiltJob {
  private RebuiltJob() {}

  /** One job cannot be rebuilt, and the message says why. */
  static final class LostJobException extends Exception {
    private static final long serialVersionUID = 1;

    LostJobException(String why) {
      super(why);
    }
  }

  /**
   * Reads a job's log for {@link #of}.
   *
   * @throws LostJobException when the log does not tell the state
   * @throws IOException when the store gives no answer, which says nothing of the job
   */
  static JobState read(ObjectStore store, String job, Status unended, Instant now)
      throws LostJobException, IOException {
    try {
      return of(job, new JobLog(store, job).read(), unended, now)
          .orElseThrow(() -> new LostJobException("its log does not tell what it trains"));
    } catch (UnreadableLogException e) {
      throw new LostJobException(e.getMessage());
    }
  }

  /**
   * The state of the job, with no command out: the next one has a number that its log has not seen.
   *
   * @param unended what a job becomes that has not ended
   * @return empty when no entry tells what the job trains
   */
  static Optional<JobState> of(String job, JobHistory history, Status unended, Instant now) {
    return history
        .newestAttempt()
        .map(newest -> state(job, history, newest, history.closed(), unended, now));
  }

  private static JobState state(
      String job,
      JobHistory history,
      Numbered<AttemptStarted> newest,
      Optional<Closed> closed,
      Status unended,
      Instant now) {
    AttemptStarted attempt = newest.entry();
    Optional<Checkpointed> checkpoint = history.newestCheckpoint().map(Numbered::entry);
    return new JobState(
        job,
        closed.map(RebuiltJob::status).orElse(unended),
        attempt.spec(),
        attempt.specDigest(),
        "rebuilt-" + attempt.attemptId(),
        attempt.commandNumber(),
        0,
        false,
        checkpoint.map(Checkpointed::epoch).orElse(0),
        checkpoint.map(Checkpointed::step).orElse(0),
        attempt.worker(),
        attempt.attemptId(),
        newest.sequence(),
        history.all(AttemptStarted.class).size(),
        0,
        0,
        metrics(history),
        checkpoint.map(Checkpointed::stateDigest).orElse(""),
        closed.filter(end -> status(end) == Status.FAILED).map(Closed::why),
        attempt.branch(),
        history.firstAttempt().map(AttemptStarted::at).orElse(now),
        closed.map(Closed::at).orElse(now),
        attempt.at(),
        now,
        Map.of());
  }

  private static Status status(Closed closed) {
    return switch (closed.outcome()) {
      case FINISHED -> Status.FINISHED;
      case FAILED -> Status.FAILED;
      case CANCELLED -> Status.CANCELLED;
    };
  }

  /** Of the newest epoch that has ended. */
  private static Map<String, Double> metrics(JobHistory history) {
    return history.chain().stream()
        .map(link -> link.entry().metrics())
        .filter(metrics -> !metrics.isEmpty())
        .findFirst()
        .orElse(Map.of());
  }
}
