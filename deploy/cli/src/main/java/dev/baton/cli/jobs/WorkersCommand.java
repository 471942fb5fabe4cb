package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the workers that live. */
@Command(
    name = "workers",
    description = "List the workers that have given a sign within the last 5 seconds.",
    footer = {"", "Example: baton workers --json"})
public final class WorkersCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Option(names = "--json", description = "An array with one object for each worker.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    List<WorkerRow> rows;
    try (LiveWorkers workers = LiveWorkers.open(connection.resolveKafka())) {
      rows = workers.all().stream().map(WorkerRow::of).toList();
    }
    if (isJson) {
      terminal.print(Listing.json(rows));
    } else if (rows.isEmpty()) {
      terminal.print("No worker has given a sign: start one with baton worker");
    } else {
      terminal.print(WorkerRow.table(rows));
    }
    return 0;
  }
}
