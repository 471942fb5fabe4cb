package dev.baton.cli.proof;

import dev.baton.common.messages.Progress.StepProgress;

/** When a worker is to be lost. */
@FunctionalInterface
interface Loss {

  /** Whether the step that is reported has come to it. */
  boolean isDueAt(StepProgress step);

  /** At the first report of work that was done after {@code place} and not saved there. */
  static Loss after(Place place) {
    return step -> Place.of(step).compareTo(place) > 0;
  }

  /**
   * @param steps done since the start of the training, all epochs together
   */
  static Loss atStep(long steps) {
    return step -> Place.of(step).steps(step.stepsPerEpoch()) >= steps;
  }
}
