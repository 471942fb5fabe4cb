package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Terminal;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Request;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that asks for another status of one job and waits for it. */
abstract class SteeringCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Spec private CommandSpec spec;

  /** What is asked of the scheduler. */
  abstract Request request(String job, String requestId);

  /** Whether a job in this state is as it was asked for. */
  abstract boolean isDone(JobState state);

  @Override
  public final Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    Steering.steer(
        connection.resolveKafka(),
        request(job, Steering.newRequestId()),
        this::isDone,
        Steering::status,
        terminal);
    return 0;
  }
}
