package dev.baton.worker.attempt;

/**
 * Where a training stands.
 *
 * @param epoch epochs finished, so 0 during the first
 * @param step steps done in the running epoch, 0 to {@code stepsPerEpoch}
 */
public record TrainingPosition(int epoch, int step) {}
