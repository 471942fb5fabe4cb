package dev.baton.common.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Linux tells of a process in {@code /proc/PID/status}.
 *
 * @param residentBytes main memory that it takes up, a JVM's tensors outside of the heap included
 * @param peakBytes most that this ever was
 */
public record ProcessStatus(long residentBytes, long peakBytes) {
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");
  private static final int KIB = 1024;

  /** Of this process; empty where there is no Linux to tell. */
  public static Optional<ProcessStatus> ofThis() {
    return of(ProcessHandle.current().pid());
  }

  /** Empty where there is no Linux to tell, or the process is gone. */
  public static Optional<ProcessStatus> of(long pid) {
    try {
      return parse(Files.readString(Path.of("/proc", String.valueOf(pid), "status")));
    } catch (IOException e) {
      return Optional.empty(); // a figure for people
    }
  }

  /** Empty without a figure of memory, which a process that has ended has no more. */
  static Optional<ProcessStatus> parse(String status) {
    Matcher resident = RESIDENT.matcher(status);
    Matcher peak = PEAK.matcher(status);
    return resident.find() && peak.find()
        ? Optional.of(new ProcessStatus(bytes(resident), bytes(peak)))
        : Optional.empty();
  }

  private static long bytes(Matcher kilobytes) {
    return Long.parseLong(kilobytes.group(1)) * KIB;
  }
}
