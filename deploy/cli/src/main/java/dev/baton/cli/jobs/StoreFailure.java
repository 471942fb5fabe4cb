package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.FileFailure;
import dev.baton.common.checkpoint.UnreadableLogException;
import dev.baton.common.objectstore.StoreAddress;
import dev.baton.common.objectstore.StoreFullException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/** What to say when the store gives no answer, or what came from it cannot be written here. */
public final class StoreFailure {
  private StoreFailure() {}

  public static CommandFailedException of(StoreAddress store, IOException cause) {
    if (cause instanceof FileSystemException file) {
      return new CommandFailedException(FileFailure.sentence(file), file); // not the store's
    }
    Optional<String> fullDisk = FileFailure.ofDisk(cause); // of this machine
    if (fullDisk.isPresent()) {
      return new CommandFailedException(fullDisk.get(), cause);
    }
    if (cause instanceof UnreadableLogException) {
      return new CommandFailedException(cause.getMessage(), cause); // the store has answered
    }
    if (cause instanceof StoreFullException) {
      return full(store, cause);
    }
    return new CommandFailedException(
        "The store %s gives no answer: %s. See whether it runs (baton status)"
            .formatted(store, cause.getMessage()),
        cause);
  }

  /** Nothing can be written any more, but all that is there can be read and deleted. */
  public static CommandFailedException full(StoreAddress store, IOException cause) {
    return new CommandFailedException(
        "The store %s is full: %s, then try again".formatted(store, StoreFullException.ADVICE),
        cause);
  }
}
