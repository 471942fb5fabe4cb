package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.local.FleetConnection;
import dev.baton.common.dataset.DatasetReference;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code --data} may be: the path of a data.yaml, or a pushed data set. */
final class DataOption {
  private DataOption() {}

  static boolean isPushed(String data) {
    return data.startsWith(DatasetReference.SCHEME);
  }

  /** As the request has it, but for names of pushed sets, which it refuses. */
  static String absolute(String data) {
    return isPushed(data) ? data : Path.of(data).toAbsolutePath().normalize().toString();
  }

  /**
   * As the request has it, so that a job never changes its data: of a pushed set the digest.
   *
   * @throws CommandFailedException when the store has no such set
   */
  static String pinned(String data, FleetConnection fleet) {
    try (ObjectStore store = fleet.openStore()) {
      Optional<DatasetReference> pushed = DatasetReference.of(data);
      return pushed.isPresent()
          ? new PushedDatasets(store).resolve(pushed.get()).toString()
          : absolute(data);
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException("--data %s: %s".formatted(data, e.getMessage()), e);
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
  }
}
