package dev.baton.worker.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much main memory this process takes up, tensors outside of the heap included. */
final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final int KIB = 1024;

  private ProcessMemory() {}

  /** Its resident bytes; empty where there is no Linux to tell. */
  static Optional<Long> residentBytes() {
    try {
      return Files.exists(STATUS) ? residentBytes(Files.readString(STATUS)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // a figure for people: the heartbeat matters more
    }
  }

  /**
   * @param status text of {@code /proc/PID/status}
   */
  static Optional<Long> residentBytes(String status) {
    Matcher resident = RESIDENT.matcher(status);
    return resident.find()
        ? Optional.of(Long.parseLong(resident.group(1)) * KIB)
        : Optional.empty();
  }
}
