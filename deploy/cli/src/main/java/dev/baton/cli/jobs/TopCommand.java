package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.kafka.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the fleet at a glance, on a terminal as it changes. */
@Command(
    name = "top",
    description =
        "Show workers, running jobs and the queue: on a terminal as they change, else once.",
    footer = {"", "Example: baton top", "Ctrl-C ends the showing."})
public final class TopCommand implements Callable<Integer> {
  private static final Duration EVERY = Duration.ofMillis(500);

  @Mixin private ConnectionOptions connection;

  @Option(names = "--once", description = "Once, also on a terminal.")
  private boolean isOnce;

  @Option(names = "--json", description = "Once, as an object with workers and jobs.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    KafkaConnection kafka = connection.resolveKafka();
    try (JobStates jobs = JobStates.open(kafka);
        LiveWorkers workers = LiveWorkers.open(kafka)) {
      if (isJson) {
        terminal.print(Listing.json(glance(jobs, workers)));
      } else if (isOnce || !terminal.isInteractive()) {
        terminal.print(glance(jobs, workers).lines(Integer.MAX_VALUE));
      } else {
        show(jobs, workers, terminal);
      }
    }
    return 0;
  }

  private static void show(JobStates jobs, LiveWorkers workers, Terminal terminal) {
    terminal.beginLive(Line.quiet("The fleet goes on."));
    try {
      while (terminal.isOpen()) {
        terminal.showStatus(glance(jobs, workers).lines(terminal.rows() - 1));
        workers.listen(EVERY);
        jobs.listen(Duration.ZERO);
      }
    } finally {
      terminal.endLive();
    }
  }

  private static FleetGlance glance(JobStates jobs, LiveWorkers workers) {
    return FleetGlance.of(jobs.all(), workers.all(), workers::step, Instant.now());
  }
}
