package dev.baton.worker.attempt;

/** The task {@code tiny}, whose trainings have some epochs behind them when they are created. */
final class BegunTrainerFactory extends TinyTrainersAround {
  private final int finishedEpochs;

  BegunTrainerFactory(int finishedEpochs) {
    this.finishedEpochs = finishedEpochs;
  }

  @Override
  Trainer around(Trainer trainer) {
    while (trainer.position().epoch() < finishedEpochs) {
      trainer.trainStep();
      if (trainer.position().step() == trainer.stepsPerEpoch()) {
        trainer.finishEpoch();
      }
    }
    return trainer;
  }
}
