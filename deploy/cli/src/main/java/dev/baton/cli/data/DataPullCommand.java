package dev.baton.cli.data;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.FileFailure;
import dev.baton.cli.jobs.StoreFailure;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.common.dataset.DatasetFetch;
import dev.baton.common.dataset.DatasetManifest;
import dev.baton.common.dataset.DatasetReference;
import dev.baton.common.dataset.DatasetUnavailableException;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings a pushed data set into a folder. */
@Command(
    name = "pull",
    description = {
      "Bring a pushed data set into a folder, to look at or to train on elsewhere.",
      "An interrupted one goes on when the same command is run again."
    },
    footer = {"", "Example: baton data pull bccd sets/bccd"})
public final class DataPullCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What is there already; the folder goes away when all is. */
  private static final String RECORDS = ".baton-pull";

  @Mixin private ConnectionOptions connection;

  @Parameters(
      index = "0",
      paramLabel = "NAME|DIGEST",
      description = "The data set.",
      converter = DatasetArgument.class)
  private DatasetReference set;

  @Parameters(index = "1", paramLabel = "DIR", description = "A new folder.")
  private Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection fleet = connection.resolve();
    try (ObjectStore store = fleet.openStore(PATIENCE)) {
      PushedDatasets datasets = new PushedDatasets(store);
      DatasetManifest manifest = datasets.find(datasets.resolve(set).digest()).orElseThrow();
      Path records = folder.resolve(RECORDS).resolve(manifest.digest());
      requireOwnFolder(records);
      TransferStatus status = new TransferStatus(terminal, manifest.packedBytes());
      new DatasetFetch(store, folder, records).fetch(manifest, () -> true, status::show);
      terminal.clearStatus();
      deleteRecords(records);
      terminal.print("%d files".formatted(manifest.files()));
      terminal.print(Line.good("baton train --data %s ...".formatted(folder.resolve("data.yaml"))));
      return 0;
    } catch (DatasetUnavailableException e) {
      terminal.clearStatus();
      if (e.getCause() instanceof FileSystemException unusable) {
        throw FileFailure.at(folder, unusable);
      }
      throw new CommandFailedException("Cannot pull %s: %s".formatted(set, e.getMessage()), e);
    } catch (IOException e) {
      terminal.clearStatus();
      throw StoreFailure.of(fleet.store(), e);
    }
  }

  /** A user's files are never overwritten. */
  private void requireOwnFolder(Path records) throws DatasetUnavailableException {
    if (Files.isDirectory(records) || !Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isEmpty()) {
        return;
      }
    } catch (IOException e) {
      throw FileFailure.at(folder, e);
    }
    throw new DatasetUnavailableException(
        "there is something in %s already; give a new folder".formatted(folder));
  }

  private static void deleteRecords(Path records) {
    try {
      List<Path> files;
      try (Stream<Path> listed = Files.list(records)) {
        files = listed.toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(records);
      Files.delete(records.getParent());
    } catch (IOException e) {
      throw new CommandFailedException(
          "The data set is there, but %s cannot be removed (%s): do so by hand"
              .formatted(records, e),
          e);
    }
  }
}
