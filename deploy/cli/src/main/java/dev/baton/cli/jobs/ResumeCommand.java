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

/** Goes on with a paused job. */
@Command(
    name = "resume",
    description = "Go on with a paused job.",
    footer = {"", "Example: baton resume exp1"})
public final class ResumeCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    Steering.steer(
        connection.resolve().kafka(),
        new Request.Resume(job, Steering.newRequestId()),
        state -> state.status() != Status.PAUSED,
        Steering::status,
        terminal);
    return 0;
  }
}
