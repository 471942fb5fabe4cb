package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Terminal;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stops a job until it is resumed. */
@Command(
    name = "pause",
    description = "Stop training a job at its next step; a checkpoint keeps where it was.",
    footer = {"", "Example: baton pause exp1"})
public final class PauseCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    Steering.steer(
        connection.resolve().kafka(),
        new Request.Pause(job, Steering.newRequestId()),
        state -> state.status() == Status.PAUSED || state.status().isEnd(),
        Steering::status,
        terminal);
    return 0;
  }
}
