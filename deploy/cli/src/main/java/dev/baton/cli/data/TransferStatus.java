package dev.baton.cli.data;

import dev.baton.cli.output.Terminal;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.util.Locale;

/** The bar of a push or pull in a terminal's last line. Thread-safe. */
final class TransferStatus {
  private static final int BAR = 24;

  private final Terminal terminal;
  private final long totalBytes;
  private final long beginNanos = System.nanoTime();

  TransferStatus(Terminal terminal, long totalBytes) {
    this.terminal = terminal;
    this.totalBytes = totalBytes;
  }

  synchronized void show(long doneBytes) {
    Duration taken = Duration.ofNanos(System.nanoTime() - beginNanos);
    terminal.showStatus(text(doneBytes, totalBytes, taken));
  }

  /** {@code [######------------------] 25% 16.0 MB of 64.0 MB 8.0 MB/s 6.0 s left}. */
  static String text(long doneBytes, long totalBytes, Duration taken) {
    double part = totalBytes == 0 ? 1 : (double) doneBytes / totalBytes;
    int full = (int) (part * BAR);
    double seconds = Math.max(taken.toMillis(), 1) / 1000.0;
    Duration left = Duration.ofMillis((long) (1000 * seconds * (1 - part) / Math.max(part, 1e-9)));
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d%%  %s of %s  %s/s  %s left",
        "#".repeat(full),
        "-".repeat(BAR - full),
        (int) (100 * part),
        Quantities.bytes(doneBytes),
        Quantities.bytes(totalBytes),
        Quantities.bytes((long) (doneBytes / seconds)),
        Quantities.duration(left));
  }
}
