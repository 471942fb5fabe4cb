package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.messages.Event;
import java.time.Instant;
import java.util.Map;

/** The event that tells of a finished job, from what its log says. */
final class JobEnding {
  private JobEnding() {}

  static Event.JobFinished finished(String job, JobHistory history, Instant at) {
    return history
        .newestCheckpoint()
        .map(
            last ->
                new Event.JobFinished(
                    job,
                    history.branch(),
                    last.entry().epoch(),
                    last.entry().stateDigest(),
                    last.entry().metrics(),
                    at))
        .orElse(new Event.JobFinished(job, history.branch(), 0, "", Map.of(), at));
  }
}
