package dev.baton.cli.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A process to keep running.
 *
 * @param command asked for anew at each start
 * @param environment added to our own
 * @param log file that its output is appended to
 * @param firstPause between a death and the next start; grows when it dies again and again
 * @param patience how long it may take to stop in order
 */
record ChildSpec(
    String name,
    Supplier<List<String>> command,
    Map<String, String> environment,
    Path log,
    Duration firstPause,
    Duration patience) {

  ChildSpec {
    environment = Map.copyOf(environment);
  }

  /** Environments hold the store's keys, so they stay hidden. */
  @Override
  public String toString() {
    return "%s: %s".formatted(name, String.join(" ", command.get()));
  }
}
