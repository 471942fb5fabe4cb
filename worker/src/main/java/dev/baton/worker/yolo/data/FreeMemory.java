package dev.baton.worker.yolo.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Memory that this process could still take: what Linux calls available, within the limit of the
 * container if there is one. Elsewhere nothing is known, and nothing is promised.
 */
final class FreeMemory {
  private static final Path SYSTEM = Path.of("/proc/meminfo");
  private static final Path CONTAINER = Path.of("/sys/fs/cgroup");

  private FreeMemory() {}

  static long bytes() {
    return of(SYSTEM, CONTAINER);
  }

  static long of(Path meminfo, Path cgroup) {
    OptionalLong available = number(meminfo, "MemAvailable:");
    if (available.isEmpty()) {
      return 0;
    }
    long free = available.getAsLong() << 10; // it is in KiB
    OptionalLong limit = number(cgroup.resolve("memory.max"), "");
    OptionalLong used = number(cgroup.resolve("memory.current"), "");
    if (limit.isEmpty() || used.isEmpty()) {
      return free;
    }
    // Of what the container uses, unused pages of files are given back when others need them.
    long reclaimable = number(cgroup.resolve("memory.stat"), "inactive_file ").orElse(0);
    return Math.clamp(limit.getAsLong() - used.getAsLong() + reclaimable, 0, free);
  }

  /** The number behind {@code name} in the first line that has one; empty for words like "max". */
  private static OptionalLong number(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()).strip().split("\\s+")[0])
          .filter(word -> word.matches("\\d{1,18}"))
          .mapToLong(Long::parseLong)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty(); // no such system, or no such container
    }
  }
}
