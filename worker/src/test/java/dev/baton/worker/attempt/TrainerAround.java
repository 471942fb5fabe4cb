package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.Snapshot;

/** A trainer that leaves everything to another one, but for what a subclass does itself. */
abstract class TrainerAround implements Trainer {
  private final Trainer trainer;

  TrainerAround(Trainer trainer) {
    this.trainer = trainer;
  }

  @Override
  public String dataDigest() {
    return trainer.dataDigest();
  }

  @Override
  public int stepsPerEpoch() {
    return trainer.stepsPerEpoch();
  }

  @Override
  public TrainingPosition position() {
    return trainer.position();
  }

  @Override
  public boolean isFinished() {
    return trainer.isFinished();
  }

  @Override
  public StepResult trainStep() {
    return trainer.trainStep();
  }

  @Override
  public EpochResult finishEpoch() {
    return trainer.finishEpoch();
  }

  @Override
  public Snapshot snapshot() {
    return trainer.snapshot();
  }

  @Override
  public void release(Snapshot snapshot) {
    trainer.release(snapshot);
  }

  @Override
  public void restore(Snapshot snapshot) {
    trainer.restore(snapshot);
  }

  @Override
  public void close() {
    trainer.close();
  }
}
