package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Terminal;
import dev.baton.common.messages.Request;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends a job for good. */
@Command(
    name = "cancel",
    description = "End a job for good; its checkpoints stay.",
    footer = {"", "Example: baton cancel exp1"})
public final class CancelCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    Steering.steer(
        connection.resolve().kafka(),
        new Request.Cancel(job, Steering.newRequestId()),
        state -> state.status().isEnd(),
        Steering::status,
        terminal);
    return 0;
  }
}
