package dev.baton.worker.tiny;

import dev.baton.common.messages.JobSpec;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainerFactory;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The task {@code tiny}: learns to tell two spirals apart, in plain Java, the same bits anywhere.
 */
public final class TinyTrainerFactory implements TrainerFactory {

  @Override
  public String task() {
    return "tiny";
  }

  @Override
  public void check(JobSpec spec) {
    var unknown = new TreeSet<>(spec.hyp().keySet());
    unknown.removeAll(TinyOptions.NAMES);
    if (!unknown.isEmpty()) {
      throw new TrainerException(
          TrainerException.Kind.BAD_INPUT,
          "hyp has unknown keys %s: the task tiny knows %s".formatted(unknown, TinyOptions.NAMES));
    }
  }

  /** Java's arithmetic is exact by its specification, so there is one class. */
  @Override
  public String numericsClass(JobSpec spec) {
    return "java/strict";
  }

  @Override
  public Trainer create(JobSpec spec, Optional<String> dataDigest, DataIndexes dataIndexes) {
    check(spec);
    return new TinyTrainer(spec, TinyOptions.of(spec));
  }
}
