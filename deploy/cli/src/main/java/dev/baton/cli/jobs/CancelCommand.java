package dev.baton.cli.jobs;

import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Request;
import picocli.CommandLine.Command;

/** Ends a job for good. */
@Command(
    name = "cancel",
    description = "End a job for good; its checkpoints stay.",
    footer = {"", "Example: baton cancel exp1"})
public final class CancelCommand extends SteeringCommand {
  @Override
  Request request(String job, String requestId) {
    return new Request.Cancel(job, requestId);
  }

  @Override
  boolean isDone(JobState state) {
    return state.status().isEnd();
  }
}
