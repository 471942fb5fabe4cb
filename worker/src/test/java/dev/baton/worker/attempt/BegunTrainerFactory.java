package dev.baton.worker.attempt;

import dev.baton.common.messages.JobSpec;
import dev.baton.worker.tiny.TinyTrainerFactory;
import java.util.Optional;

/** The task {@code tiny}, whose trainings have some epochs behind them when they are created. */
record BegunTrainerFactory(int finishedEpochs) implements TrainerFactory {
  private static final TinyTrainerFactory TINY = new TinyTrainerFactory();

  @Override
  public String task() {
    return TINY.task();
  }

  @Override
  public void check(JobSpec spec) {
    TINY.check(spec);
  }

  @Override
  public String numericsClass(JobSpec spec) {
    return TINY.numericsClass(spec);
  }

  @Override
  public Trainer create(JobSpec spec, Optional<String> dataDigest, DataIndexes dataIndexes) {
    Trainer trainer = TINY.create(spec, dataDigest, dataIndexes);
    while (trainer.position().epoch() < finishedEpochs) {
      trainer.trainStep();
      if (trainer.position().step() == trainer.stepsPerEpoch()) {
        trainer.finishEpoch();
      }
    }
    return trainer;
  }
}
