package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.objectstore.StoreAddress;
import java.io.IOException;

/** What to say when the store gives no answer. */
public final class StoreFailure {
  private StoreFailure() {}

  public static CommandFailedException of(StoreAddress store, IOException cause) {
    return new CommandFailedException(
        "The store %s gives no answer: %s. See whether it runs (baton status)"
            .formatted(store, cause.getMessage()),
        cause);
  }
}
