package dev.baton.worker.attempt;

import dev.baton.common.messages.JobSpec;
import dev.baton.worker.tiny.TinyTrainerFactory;
import java.util.Optional;

/** The task {@code tiny}, but for what a subclass does in its own way. */
abstract class TinyTrainersAround implements TrainerFactory {
  private final TinyTrainerFactory tiny = new TinyTrainerFactory();

  @Override
  public String task() {
    return tiny.task();
  }

  @Override
  public void check(JobSpec spec) {
    tiny.check(spec);
  }

  @Override
  public String numericsClass(JobSpec spec) {
    return tiny.numericsClass(spec);
  }

  @Override
  public Trainer create(JobSpec spec, Optional<String> dataDigest, DataIndexes dataIndexes) {
    return around(tiny.create(spec, dataDigest, dataIndexes));
  }

  /** What takes {@code trainer}'s place. */
  Trainer around(Trainer trainer) {
    return trainer;
  }
}
