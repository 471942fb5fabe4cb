package dev.baton.cli.local;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that can be found again: its id alone may belong to another one by now.
 *
 * @param startedAt as the operating system tells it
 */
record ProcessIdentity(long pid, Instant startedAt) {
  /** The operating system counts from the boot, and the clock may have been set since. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  static ProcessIdentity of(ProcessHandle process) {
    return new ProcessIdentity(
        process.pid(), process.info().startInstant().orElseGet(Instant::now));
  }

  /** The process, if it still runs. */
  Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .map(start -> Duration.between(start, startedAt).abs())
                    .filter(difference -> difference.compareTo(TOLERANCE) <= 0)
                    .isPresent());
  }
}
