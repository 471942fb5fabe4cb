package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Terminal;
import dev.baton.common.messages.Request;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes a job's place in the queue. */
@Command(
    name = "priority",
    description = "Change a job's place in the queue.",
    footer = {"", "Example: baton priority exp1 9"})
public final class PriorityCommand implements Callable<Integer> {
  private static final int HIGHEST = 10;

  @Mixin private ConnectionOptions connection;

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description = "Name of the job.",
      converter = JobArgument.class)
  private String job;

  @Parameters(index = "1", paramLabel = "0-10", description = "Higher goes first; usual is 5.")
  private int priority;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (priority < 0 || priority > HIGHEST) {
      throw new ParameterException(
          spec.commandLine(), "priority %d: give 0 to %d".formatted(priority, HIGHEST));
    }
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    Steering.steer(
        connection.resolveKafka(),
        new Request.SetPriority(job, priority, Steering.newRequestId()),
        state -> state.spec().priority() == priority,
        state -> "has priority " + state.spec().priority(),
        terminal);
    return 0;
  }
}
