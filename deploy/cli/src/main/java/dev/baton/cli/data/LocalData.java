package dev.baton.cli.data;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.jobs.StoreFailure;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.JobKeys;
import dev.baton.common.dataset.DatasetReference;
import dev.baton.common.dataset.DatasetReference.Pinned;
import dev.baton.common.dataset.DatasetUnavailableException;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.messages.ByteSize;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.process.Machine;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.cache.DatasetCache;
import dev.baton.worker.cache.Interest;
import dev.baton.worker.yolo.data.DataYaml;
import dev.baton.worker.yolo.data.DatasetIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The data set that a command reads on this machine: a path, or a pushed set, which is brought into
 * the cache that this machine's workers share. There it stays until this is closed, whoever else
 * needs room.
 *
 * @param dataYaml path of the set's data.yaml
 * @param cache which has it, for a pushed set
 */
public record LocalData(Path dataYaml, Optional<DatasetCache> cache) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * @param data a path or {@code baton://NAME}
   * @param fleet asked only for a pushed set
   * @throws CommandFailedException when there is no such set, or it cannot be brought here
   */
  public static LocalData open(String data, Supplier<FleetConnection> fleet, Terminal terminal) {
    Optional<DatasetReference> pushed = reference(data);
    if (pushed.isEmpty()) {
      return new LocalData(Path.of(data), Optional.empty());
    }
    FleetConnection connection = fleet.get();
    try (ObjectStore store = connection.openStore(PATIENCE)) {
      return bring(pushed.get(), store, terminal);
    } catch (DatasetUnavailableException e) {
      throw new CommandFailedException("%s: %s".formatted(data, e.getMessage()), e);
    } catch (IOException e) {
      throw StoreFailure.of(connection.store(), e);
    }
  }

  private static LocalData bring(DatasetReference set, ObjectStore store, Terminal terminal)
      throws IOException {
    DatasetCache cache =
        new DatasetCache(
            DatasetCache.usualFolder(System.getenv(), Path.of(System.getProperty("user.home"))),
            ByteSize.parse(DatasetCache.USUAL_LIMIT),
            Machine.REAL,
            InstantSource.system());
    try {
      Path dataYaml =
          cache.use(store, pinned(set, store), new Patient(set, terminal)).orElseThrow();
      return new LocalData(dataYaml, Optional.of(cache));
    } catch (IOException | RuntimeException e) {
      cache.release();
      throw e;
    } finally {
      terminal.clearStatus();
    }
  }

  /**
   * Names of a set's classes; of a pushed one only its index is read.
   *
   * @param data a path or {@code baton://NAME}
   * @throws CommandFailedException when there is no such set
   */
  public static List<String> classNames(String data, Supplier<FleetConnection> fleet) {
    Optional<DatasetReference> pushed = reference(data);
    if (pushed.isEmpty()) {
      try {
        return DataYaml.read(Path.of(data)).classNames();
      } catch (TrainerException e) {
        throw new CommandFailedException(e.getMessage(), e);
      }
    }
    FleetConnection connection = fleet.get();
    try (ObjectStore store = connection.openStore()) {
      Pinned pinned = pinned(pushed.get(), store);
      return DatasetIndex.fromJson(store.read(JobKeys.dataIndex(pinned.digest()))).classNames();
    } catch (IOException e) {
      throw StoreFailure.of(connection.store(), e);
    }
  }

  private static Optional<DatasetReference> reference(String data) {
    try {
      return DatasetReference.of(data);
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException("%s: %s".formatted(data, e.getMessage()), e);
    }
  }

  private static Pinned pinned(DatasetReference set, ObjectStore store) throws IOException {
    try {
      return new PushedDatasets(store).resolve(set);
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  /** Lets the set go, which stays in the cache as long as there is room. */
  @Override
  public void close() {
    cache.ifPresent(DatasetCache::release);
  }

  /** Waits as long as it takes, and shows for what. */
  private record Patient(DatasetReference set, Terminal terminal) implements Interest {
    @Override
    public boolean isWanted() {
      return true;
    }

    @Override
    public void heldUp(String why) {
      terminal.showStatus("%s: %s ...".formatted(set, why));
    }

    @Override
    public void shardArrived() {}
  }
}
