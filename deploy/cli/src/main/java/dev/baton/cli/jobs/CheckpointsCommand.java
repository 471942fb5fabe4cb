package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists a job's checkpoints from its log in the store. */
@Command(
    name = "checkpoints",
    description = "List a job's checkpoints; * marks those that the newest one does not come from.",
    footer = {"", "Example: baton checkpoints exp1"})
public final class CheckpointsCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Option(names = "--json", description = "An array with one object for each checkpoint.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection fleet = connection.resolve();
    List<CheckpointRow> rows;
    try (ObjectStore store = fleet.openStore()) {
      JobHistory history = new JobLog(store, job).read();
      if (history.entries().isEmpty()) {
        throw new CommandFailedException(
            "The store has no log of a job %s: see baton jobs --all".formatted(job));
      }
      CheckpointStore checkpoints = new CheckpointStore(store, job);
      rows = CheckpointRow.all(history, checkpoints, checkpoints.storedKeys());
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
    if (isJson) {
      terminal.print(Listing.json(rows));
    } else if (rows.isEmpty()) {
      terminal.print(Line.plain("Job %s has no checkpoint yet".formatted(job)));
    } else {
      terminal.print(CheckpointRow.table(rows));
    }
    return 0;
  }
}
