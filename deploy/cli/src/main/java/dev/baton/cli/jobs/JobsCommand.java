package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists jobs, the newest last. */
@Command(
    name = "jobs",
    description = "List the jobs that are not ended or have ended within a day.",
    footer = {"", "Example: baton jobs --all --json"})
public final class JobsCommand implements Callable<Integer> {
  private static final Duration RECENT = Duration.ofDays(1);

  @Mixin private ConnectionOptions connection;

  @Option(names = "--all", description = "Those that ended long ago, too.")
  private boolean isAll;

  @Option(names = "--json", description = "An array with one object for each job.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    Instant now = Instant.now();
    List<JobRow> rows;
    try (JobStates jobs = JobStates.open(connection.resolveKafka())) {
      rows =
          jobs.all().stream()
              .map(JobRow::of)
              .filter(row -> isAll || !row.status().isEnd() || isRecent(row, now))
              .sorted(Comparator.comparing(JobRow::submittedAt))
              .toList();
    }
    if (isJson) {
      terminal.print(Listing.json(rows));
    } else if (rows.isEmpty()) {
      terminal.print(Line.plain("No jobs. Start one: baton train --help"));
    } else {
      terminal.print(JobRow.table(rows, now));
    }
    return 0;
  }

  private static boolean isRecent(JobRow row, Instant now) {
    return row.statusSince().isAfter(now.minus(RECENT));
  }
}
