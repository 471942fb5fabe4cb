package dev.baton.cli.jobs;

import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import picocli.CommandLine.Command;

/** Stops a job until it is resumed. */
@Command(
    name = "pause",
    description = "Stop training a job at its next step; a checkpoint keeps where it was.",
    footer = {"", "Example: baton pause exp1"})
public final class PauseCommand extends SteeringCommand {
  @Override
  Request request(String job, String requestId) {
    return new Request.Pause(job, requestId);
  }

  @Override
  boolean isDone(JobState state) {
    return state.status() == Status.PAUSED || state.status().isEnd();
  }
}
