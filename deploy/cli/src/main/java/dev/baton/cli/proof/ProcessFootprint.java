package dev.baton.cli.proof;

import dev.baton.common.process.ProcessStatus;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process takes up.
 *
 * @param memoryBytes resident in main memory
 * @param peakBytes most that ever was
 * @param files open files and sockets
 */
record ProcessFootprint(long memoryBytes, long peakBytes, int threads, int files) {

  /** Empty where the system does not tell (no {@code /proc}), or the process is gone. */
  static Optional<ProcessFootprint> of(long pid) {
    Path process = Path.of("/proc", String.valueOf(pid));
    try {
      Optional<ProcessStatus> status = ProcessStatus.of(pid);
      if (status.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new ProcessFootprint(
              status.get().residentBytes(),
              status.get().peakBytes(),
              count(process.resolve("task")),
              count(process.resolve("fd"))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static int count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return (int) entries.count();
    }
  }

  @Override
  public String toString() {
    return "%s, %d threads, %d files".formatted(Quantities.mebibytes(memoryBytes), threads, files);
  }
}
