package dev.baton.worker.attempt;

import dev.baton.common.messages.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Says, in a file beside a worker's process, which attempt it runs. Whoever has started the process
 * can then leave {@link dev.baton.common.checkpoint.LastWords} for it, after an end that leaves no
 * time for its own.
 */
public record AttemptFile(Path path) {

  /** The attempt that a process began last. */
  public record Begun(String job, String attemptId) {}

  /** Forgets what an earlier process has begun. */
  public void clear() throws IOException {
    Files.deleteIfExists(path);
  }

  /** {@code facts}, of which each start of an attempt is written down here, too. */
  public FactSink noting(FactSink facts) {
    return new FactSink() {
      @Override
      public void report(Event fact) {
        if (fact instanceof Event.AttemptStarted started) {
          write(started);
        }
        facts.report(fact);
      }

      @Override
      public boolean awaitStored(AttemptSignals signals) {
        return facts.awaitStored(signals);
      }
    };
  }

  private void write(Event.AttemptStarted started) {
    try {
      Files.write(path, List.of(started.job(), started.attemptId()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write %s: make its folder writable, or start the worker without --attempt-file"
              .formatted(path),
          e);
    }
  }

  /** What was written; empty where the process has begun no attempt. */
  public Optional<Begun> read() throws IOException {
    if (Files.notExists(path)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(path);
    return lines.size() == 2
        ? Optional.of(new Begun(lines.get(0), lines.get(1)))
        : Optional.empty(); // the process ended while it wrote
  }
}
