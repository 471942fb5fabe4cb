package org.example.digits;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import dev.baton.common.messages.JobSpec;
import dev.baton.worker.attempt.TrainerException;
import java.util.Set;
import java.util.TreeSet;

/**
 * Hyper-parameters of the task {@code digits}.
 *
 * @param lr0 learning rate of the first epoch
 * @param steps in an epoch
 */
record DigitsOptions(double lr0, int steps) {
  private static final Set<String> NAMES = new TreeSet<>(Set.of("lr0", "steps"));

  /**
   * Reads a job's options.
   *
   * @throws TrainerException naming what this trainer cannot do, rather than leaving it out
   */
  static DigitsOptions of(JobSpec spec) {
    Set<String> unknown = new TreeSet<>(spec.hyp().keySet());
    unknown.removeAll(NAMES);
    if (!unknown.isEmpty()) {
      throw refused("hyp has unknown keys %s: the task digits knows %s".formatted(unknown, NAMES));
    }
    if (!spec.optimizer().equals("SGD")) {
      throw refused("optimizer is %s: the task digits has SGD only".formatted(spec.optimizer()));
    }
    if (!spec.detection().device().equals("cpu")) {
      throw refused(
          "device is %s: the task digits trains on the cpu".formatted(spec.detection().device()));
    }
    DigitsOptions options =
        new DigitsOptions(
            spec.hyp().getOrDefault("lr0", 0.1), spec.hyp().getOrDefault("steps", 50.0).intValue());
    if (options.lr0() <= 0 || options.steps() < 1) {
      throw refused(
          "hyp.lr0 is %s and hyp.steps is %d: both must be above 0"
              .formatted(options.lr0(), options.steps()));
    }
    return options;
  }

  private static TrainerException refused(String why) {
    return new TrainerException(BAD_INPUT, why);
  }
}
