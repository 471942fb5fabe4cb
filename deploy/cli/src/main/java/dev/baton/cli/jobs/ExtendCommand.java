package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Terminal;
import dev.baton.common.messages.Request;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains on a finished job. */
@Command(
    name = "extend",
    description = {
      "Train on a finished job until it has more epochs.",
      "Its options stay. Learning rates and close_mosaic follow the new number from the first new epoch on."
    },
    footer = {"", "Example: baton extend exp1 --epochs 120"})
public final class ExtendCommand implements Callable<Integer> {
  private static final int MOST_EPOCHS = 1_000_000;

  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Option(
      names = "--epochs",
      required = true,
      paramLabel = "N",
      description = "Epochs it shall have then, those that it has included.")
  private int epochs;

  @Mixin private AllowOption allow;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (epochs < 1 || epochs > MOST_EPOCHS) {
      throw new ParameterException(
          spec.commandLine(), "--epochs %d: give 1 to %d".formatted(epochs, MOST_EPOCHS));
    }
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    BranchRequest.send(
        connection.resolveKafka(),
        new Request.Extend(job, epochs, allow.field(), Steering.newRequestId()),
        terminal);
    return 0;
  }
}
