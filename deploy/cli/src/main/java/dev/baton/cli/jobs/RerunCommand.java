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

/** Goes on with a failed or cancelled job. */
@Command(
    name = "rerun",
    description = "Go on with a failed or cancelled job from its newest whole checkpoint.",
    footer = {"", "Example: baton rerun exp1"})
public final class RerunCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Mixin private AllowOption allow;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    BranchRequest.send(
        connection.resolveKafka(),
        new Request.Rerun(job, allow.field(), Steering.newRequestId()),
        terminal);
    return 0;
  }
}
