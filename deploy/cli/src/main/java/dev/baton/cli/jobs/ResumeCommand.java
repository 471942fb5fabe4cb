package dev.baton.cli.jobs;

import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import picocli.CommandLine.Command;

/** Goes on with a paused job. */
@Command(
    name = "resume",
    description = "Go on with a paused job.",
    footer = {"", "Example: baton resume exp1"})
public final class ResumeCommand extends SteeringCommand {
  @Override
  Request request(String job, String requestId) {
    return new Request.Resume(job, requestId);
  }

  @Override
  boolean isDone(JobState state) {
    return state.status() != Status.PAUSED;
  }
}
