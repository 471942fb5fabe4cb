package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.StoredJob;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what jobs take up in the store. */
@Command(
    name = "du",
    description =
        "Show what jobs and data sets take up in the store; RETIRED has been deleted already.",
    footer = {"", "Example: baton du", "Example: baton du exp1"})
public final class DuCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(
      paramLabel = "JOB",
      arity = "0..1",
      description = "Name of the job (all jobs).",
      converter = JobArgument.class)
  private String job;

  @Option(names = "--json", description = "An array with one object for each job, in bytes.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection fleet = connection.resolve();
    JobUsage.All jobs;
    Map<String, Long> dataBytes = Map.of();
    try (ObjectStore store = fleet.openStore()) {
      jobs = job == null ? JobUsage.all(store) : named(store);
      if (job == null) {
        dataBytes = new PushedDatasets(store).storedBytes();
      }
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
    if (isJson) {
      terminal.print(Listing.json(jobs.usages()));
    } else {
      show(jobs.usages(), dataBytes, terminal);
    }
    jobs.broken()
        .forEach(
            (name, why) ->
                spec.commandLine()
                    .getErr()
                    .println("baton: job %s is left out: %s".formatted(name, why)));
    return jobs.broken().isEmpty() ? 0 : 1;
  }

  private JobUsage.All named(ObjectStore store) throws IOException {
    JobUsage usage = JobUsage.of(store, job);
    if (usage.objects() == 0) {
      throw JobNames.unknown(job, StoredJob.names(store));
    }
    return new JobUsage.All(List.of(usage), Map.of());
  }

  private static void show(List<JobUsage> usages, Map<String, Long> dataBytes, Terminal terminal) {
    terminal.print(JobUsage.table(usages));
    if (usages.size() != 1) {
      long total = usages.stream().mapToLong(JobUsage::totalBytes).sum();
      terminal.print(
          Line.plain(
              "%s, %s".formatted(Quantities.count(usages.size(), "job"), Quantities.bytes(total))));
    }
    if (!dataBytes.isEmpty()) {
      long total = dataBytes.values().stream().mapToLong(Long::longValue).sum();
      terminal.print(
          Line.plain(
              "%d data sets, pushed or only indexed, %s"
                  .formatted(dataBytes.size(), Quantities.bytes(total))));
    }
  }
}
