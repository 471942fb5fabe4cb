package dev.baton.cli.demo;

import dev.baton.common.messages.Progress.StepProgress;

/**
 * The moment of the kill: after the middle of an epoch and before its end. Progress comes about
 * once a second, so where epochs are short it may be the next one's.
 *
 * @param epoch the first that will do, counted from 1
 */
record MidEpoch(int epoch) {
  boolean isAt(StepProgress step) {
    return step.epoch() >= epoch
        && 2 * step.step() >= step.stepsPerEpoch()
        && step.step() + 1 < step.stepsPerEpoch();
  }
}
