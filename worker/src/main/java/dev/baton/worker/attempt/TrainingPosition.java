package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.LogEntry.Checkpointed;

/**
 * Where a training stands.
 *
 * @param epoch epochs finished, so 0 during the first
 * @param step steps done in the running epoch, 0 to {@code stepsPerEpoch}
 */
public record TrainingPosition(int epoch, int step) {
  static final TrainingPosition START = new TrainingPosition(0, 0);

  /** Where the training stood at a checkpoint. */
  static TrainingPosition of(Checkpointed checkpoint) {
    return new TrainingPosition(checkpoint.epoch(), checkpoint.step());
  }
}
