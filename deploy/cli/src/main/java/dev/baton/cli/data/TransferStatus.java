package dev.baton.cli.data;

import dev.baton.cli.output.FittingLine;
import dev.baton.cli.output.ProgressBar;
import dev.baton.cli.output.Terminal;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.util.List;

/** The bar of a push or pull in a terminal's last line. Thread-safe. */
final class TransferStatus {
  private final Terminal terminal;
  private final long totalBytes;
  private final long beginNanos = System.nanoTime();
  private long mostBytes;

  TransferStatus(Terminal terminal, long totalBytes) {
    this.terminal = terminal;
    this.totalBytes = totalBytes;
  }

  /** Threads may come in another order than their counts: what is less than known is not shown. */
  synchronized void show(long doneBytes) {
    if (doneBytes < mostBytes) {
      return;
    }
    mostBytes = doneBytes;
    Duration taken = Duration.ofNanos(System.nanoTime() - beginNanos);
    terminal.showStatus(text(doneBytes, totalBytes, taken, terminal.columns()));
  }

  /** {@code [###.......] 25 % 16.0 MB of 64.0 MB 8.0 MB/s ETA 6.0 s}, as far as it fits. */
  static String text(long doneBytes, long totalBytes, Duration taken, int columns) {
    double part = totalBytes == 0 ? 1 : (double) doneBytes / totalBytes;
    double seconds = Math.max(taken.toMillis(), 1) / 1000.0;
    Duration left =
        Duration.ofMillis((long) (1000 * seconds * (totalBytes - doneBytes) / (doneBytes + 1.0)));
    return new FittingLine()
        .with(2, ProgressBar.of(ProgressBar.widthFor(columns), part, List.of()))
        .with(0, "%d %%".formatted((int) (100 * part)))
        .with(3, "%s of %s".formatted(Quantities.bytes(doneBytes), Quantities.bytes(totalBytes)))
        .with(4, Quantities.bytes((long) (doneBytes / seconds)) + "/s")
        .with(1, "ETA " + Quantities.duration(left))
        .fit(columns);
  }
}
