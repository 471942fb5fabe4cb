package dev.baton.scheduler.api;

import java.util.OptionalInt;

/**
 * A place in a training.
 *
 * @param epoch epochs finished
 * @param step steps done in the epoch after that
 */
record JobPosition(int epoch, int step) {
  static final JobPosition START = new JobPosition(0, 0);

  /** In epochs, with the part of the running one where the number of its steps is known. */
  double inEpochs(OptionalInt stepsPerEpoch) {
    return stepsPerEpoch.isPresent()
        ? epoch + Math.min(1, (double) step / stepsPerEpoch.getAsInt())
        : epoch;
  }
}
