package dev.baton.cli.data;

import dev.baton.cli.jobs.StoreFailure;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists pushed data sets. */
@Command(
    name = "list",
    description = "List the data sets that were pushed, the newest last.",
    footer = {"", "Example: baton data list"})
public final class DataListCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Option(names = "--json", description = "An array with one object for each data set.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection fleet = connection.resolve();
    List<DatasetRow> rows;
    try (ObjectStore store = fleet.openStore()) {
      rows = DatasetRow.all(new PushedDatasets(store));
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
    if (isJson) {
      terminal.print(Listing.json(rows));
    } else if (rows.isEmpty()) {
      terminal.print("No data sets. Push one: baton data push DATA --name NAME");
    } else {
      terminal.print(DatasetRow.table(rows, ZoneId.systemDefault()));
    }
    return 0;
  }
}
