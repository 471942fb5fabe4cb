package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Terminal;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.messages.JobState;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a job until it ends. */
@Command(
    name = "watch",
    description =
        "Follow a job until it ends: exit code 0 if it finished, 1 if it failed or was cancelled.",
    footer = {
      "",
      "Example: baton watch exp1",
      "Example: baton watch exp1 --json | jq -r 'select(.type == \"checkpointed\") | .metrics'",
      "Ctrl-C ends the watching, not the job."
    })
public final class WatchCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Option(
      names = "--json",
      description = "A line of JSON for the job's state, then for each event and step.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  /** How a job is told. */
  enum Telling {
    TO_PEOPLE,
    IN_JSON
  }

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    Telling telling = isJson ? Telling.IN_JSON : Telling.TO_PEOPLE;
    return watch(connection.resolveKafka(), job, telling, terminal);
  }

  /** Follows {@code job}; returns the exit code. */
  static int watch(KafkaConnection kafka, String job, Telling telling, Terminal terminal) {
    JobState state;
    try (JobStates jobs = JobStates.open(kafka)) {
      state = jobs.find(job).orElseThrow(() -> JobNames.unknown(job, jobs.names()));
    }
    Optional<JobWatch.Ending> ending =
        switch (telling) {
          case TO_PEOPLE -> new JobFollower(kafka, job, terminal).follow(state);
          case IN_JSON -> new JobStream(kafka, job, terminal).follow(state);
        };
    return ending.isEmpty() || ending.get() == JobWatch.Ending.FINISHED ? 0 : 1;
  }
}
