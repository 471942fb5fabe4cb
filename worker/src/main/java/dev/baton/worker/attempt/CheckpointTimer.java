package dev.baton.worker.attempt;

import dev.baton.common.process.Machine;
import java.time.Duration;

/**
 * Says when a checkpoint inside an epoch is due. It decides when to save, never what is computed.
 */
final class CheckpointTimer {
  private final long everyNanos;
  private final Machine machine;
  private long lastNanos;

  CheckpointTimer(Duration every, Machine machine) {
    this.everyNanos = every.toNanos();
    this.machine = machine;
    this.lastNanos = machine.nanoTime();
  }

  boolean isDue() {
    return machine.nanoTime() - lastNanos >= everyNanos;
  }

  void reset() {
    lastNanos = machine.nanoTime();
  }
}
