package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.Snapshot;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Runs what a worker does, so that somebody may count and time it. This one does neither. What it
 * runs it runs once, at once and on the caller's thread, and it throws nothing of its own.
 */
public interface WorkMeter {
  /** Counts nothing. */
  WorkMeter NONE = new WorkMeter() {};

  /** Trains one step. */
  default StepResult step(Trainer trainer, Supplier<StepResult> step) {
    return step.get();
  }

  /** Validates and ends an epoch. */
  default EpochResult epochEnd(Supplier<EpochResult> finishing) {
    return finishing.get();
  }

  /** Copies the state for a checkpoint; no step is trained meanwhile. */
  default Snapshot snapshot(Supplier<Snapshot> copying) {
    return copying.get();
  }

  /**
   * Uploads and commits a checkpoint.
   *
   * @return what {@code commit} returns
   */
  default OptionalLong commit(Commit commit) throws IOException {
    return commit.run();
  }

  /** Waits until a checkpoint may be taken. */
  default void waitForStore(Runnable waiting) {
    waiting.run();
  }

  /** The broker has answered a renewal of the lease, or has not. */
  default void leaseRenewed(boolean isConfirmed) {}

  /** The commit of a checkpoint. */
  @FunctionalInterface
  interface Commit {
    /**
     * @return the checkpoint's size in bytes; empty when another attempt came before it
     */
    OptionalLong run() throws IOException;
  }
}
