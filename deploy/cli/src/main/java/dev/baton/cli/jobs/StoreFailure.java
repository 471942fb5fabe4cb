package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.FileFailure;
import dev.baton.common.objectstore.StoreAddress;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** What to say when the store gives no answer, or what came from it cannot be written here. */
public final class StoreFailure {
  private StoreFailure() {}

  public static CommandFailedException of(StoreAddress store, IOException cause) {
    if (cause instanceof FileSystemException file) {
      return new CommandFailedException(FileFailure.sentence(file), file); // not the store's
    }
    return new CommandFailedException(
        "The store %s gives no answer: %s. See whether it runs (baton status)"
            .formatted(store, cause.getMessage()),
        cause);
  }
}
