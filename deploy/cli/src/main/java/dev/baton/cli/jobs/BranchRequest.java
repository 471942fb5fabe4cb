package dev.baton.cli.jobs;

import dev.baton.cli.output.Terminal;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Request;
import java.time.Duration;

/** Asks for a new branch of a job. */
final class BranchRequest {
  /** Right after a pause or cancel a worker still ends its step; the scheduler would refuse. */
  private static final Duration LAST_STEP = Duration.ofSeconds(15);

  private BranchRequest() {}

  static void send(KafkaConnection kafka, Request request, Terminal terminal) {
    try (JobStates jobs = JobStates.open(kafka)) {
      boolean mayBranchSoon =
          jobs.find(request.job())
              .map(JobState::status)
              .filter(status -> status.isEnd() || status == JobState.Status.PAUSED)
              .isPresent();
      if (mayBranchSoon) {
        jobs.await(request.job(), state -> !state.isCommandOpen(), LAST_STEP);
      }
    }
    Steering.steer(
        kafka,
        request,
        state -> state.branch().filter(b -> b.requestId().equals(request.requestId())).isPresent(),
        state -> "goes on as branch %d".formatted(state.branchNumber()),
        terminal);
  }
}
