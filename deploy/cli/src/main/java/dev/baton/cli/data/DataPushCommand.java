package dev.baton.cli.data;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.jobs.StoreFailure;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.dataset.DatasetManifest;
import dev.baton.common.dataset.DatasetPush;
import dev.baton.common.dataset.DatasetPush.Existing;
import dev.baton.common.dataset.DatasetPush.Result;
import dev.baton.common.dataset.DatasetReference.Named;
import dev.baton.common.dataset.DatasetReference.Pinned;
import dev.baton.common.dataset.PackedDataset;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.messages.ByteSize;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.StoreFullException;
import dev.baton.common.text.Quantities;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.DatasetPacking;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Puts a data set into the store, so that workers need not see its folder. */
@Command(
    name = "push",
    description = {
      "Put a data set into the store, so that any worker can train on it.",
      "Its digest is its identity; pushing again sends only what is missing."
    },
    footer = {"", "Example: baton data push sets/bccd/data.yaml --name bccd"})
public final class DataPushCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "DATA", description = "The data set's data.yaml.")
  private Path dataYaml;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name to train on it by; taken away from the set that has it.",
      converter = NameArgument.class)
  private Named name;

  @Option(
      names = "--repair",
      description = "Send everything again: for shards that were damaged in the store.")
  private boolean isRepair;

  @Option(
      names = "--shard-size",
      paramLabel = "SIZE",
      defaultValue = "64MB",
      description =
          "How much is sent in one piece, which is sent again if it fails (${DEFAULT-VALUE}).",
      converter = SizeArgument.class)
  private ByteSize shardSize;

  @Option(
      names = "--json",
      description = "Print one object that names the set; what is left out goes to standard error.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  /**
   * A set that is in the store, in JSON.
   *
   * @param data what {@code baton train --data} takes, the digest
   * @param bytes that it takes up in the store, without its index
   * @param sentShards of its shards, those that were not there
   */
  record Pushed(
      String data,
      Optional<String> name,
      String digest,
      int classes,
      int trainImages,
      int valImages,
      long objects,
      int shards,
      long bytes,
      int sentShards,
      long sentBytes) {}

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection fleet = connection.resolve();
    terminal.showStatus("reading %s ...".formatted(dataYaml));
    DatasetPacking packing = read();
    terminal.clearStatus();
    packing.warnings().forEach(warning -> warn(warning, terminal));
    try (ObjectStore store = fleet.openStore(PATIENCE)) {
      Result result = push(store, packing.set(), terminal);
      if (isJson) {
        terminal.print(Listing.json(pushed(result)));
      } else {
        tell(result, terminal);
      }
      return 0;
    } catch (StoreFullException e) {
      terminal.clearStatus();
      throw StoreFailure.full(fleet.store(), e);
    } catch (IOException e) {
      terminal.clearStatus();
      throw new CommandFailedException(
          "Cannot push to %s: %s. Run the same command again: what has been sent stays there"
              .formatted(fleet.store(), e.getMessage()),
          e);
    }
  }

  private void warn(String warning, Terminal terminal) {
    if (isJson) {
      spec.commandLine().getErr().println("baton: " + warning);
    } else {
      terminal.print(Line.bad(warning));
    }
  }

  private DatasetPacking read() {
    try {
      return DatasetPacking.read(dataYaml);
    } catch (TrainerException e) {
      throw new CommandFailedException(
          "%s. See all that is wrong: baton data check %s".formatted(e.getMessage(), dataYaml), e);
    }
  }

  private Result push(ObjectStore store, PackedDataset set, Terminal terminal) throws IOException {
    TransferStatus status = new TransferStatus(terminal, set.unpackedBytes());
    Result result =
        new DatasetPush(store, shardSize, status::show)
            .push(set, isRepair ? Existing.REPLACED : Existing.TRUSTED, Instant.now());
    terminal.clearStatus();
    if (name != null) {
      new PushedDatasets(store).name(name, set.digest(), Instant.now());
    }
    return result;
  }

  private Pushed pushed(Result result) {
    DatasetManifest manifest = result.manifest();
    return new Pushed(
        new Pinned(manifest.digest()).toString(),
        Optional.ofNullable(name).map(Named::name),
        manifest.digest(),
        manifest.classes(),
        manifest.trainImages(),
        manifest.valImages(),
        manifest.objects(),
        manifest.shards().size(),
        manifest.packedBytes(),
        result.sentShards(),
        result.sentBytes());
  }

  private void tell(Result result, Terminal terminal) {
    DatasetManifest manifest = result.manifest();
    Pinned pinned = new Pinned(manifest.digest());
    terminal.print(
        String.format(
            Locale.ROOT,
            "%,d images to train on, %,d to validate on, %,d objects of %d classes",
            manifest.trainImages(),
            manifest.valImages(),
            manifest.objects(),
            manifest.classes()));
    terminal.print(
        result.sentShards() == 0
            ? "Everything was there already"
            : "Sent %d of %s, %s"
                .formatted(
                    result.sentShards(),
                    Quantities.count(manifest.shards().size(), "shard"),
                    Quantities.bytes(result.sentBytes())));
    terminal.print(Line.good("Data set %s".formatted(pinned)));
    terminal.print(
        "  train on it:  baton train --data %s ...".formatted(name == null ? pinned : name));
  }

  /** A size with its unit. */
  static final class SizeArgument implements ITypeConverter<ByteSize> {
    @Override
    public ByteSize convert(String text) {
      try {
        return ByteSize.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** A new name for a set. */
  static final class NameArgument implements ITypeConverter<Named> {
    @Override
    public Named convert(String text) {
      try {
        return new Named(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
