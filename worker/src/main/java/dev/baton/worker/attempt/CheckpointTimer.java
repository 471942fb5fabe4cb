package dev.baton.worker.attempt;

import java.time.Duration;

/**
 * Says when a checkpoint inside an epoch is due. It decides when to save, never what is computed.
 */
final class CheckpointTimer {
  private final long everyNanos;
  private long lastNanos = System.nanoTime();

  CheckpointTimer(Duration every) {
    this.everyNanos = every.toNanos();
  }

  boolean isDue() {
    return System.nanoTime() - lastNanos >= everyNanos;
  }

  void reset() {
    lastNanos = System.nanoTime();
  }
}
