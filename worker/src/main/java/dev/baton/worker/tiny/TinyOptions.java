package dev.baton.worker.tiny;

import dev.baton.common.messages.JobSpec;
import java.util.Set;

/**
 * Hyper-parameters of the task {@code tiny}.
 *
 * @param steps per epoch
 * @param stepMillis how long a step takes at least
 * @param failAtStep the step of the whole training, from 1, that fails as bad input does; 0 for
 *     none
 * @param hangAfterSteps a trainer's own step after which it hangs for ever, 0 for none
 * @param hoardMegabytes of Java heap that a trainer takes at each of its steps and keeps
 * @param lr0 learning rate
 */
record TinyOptions(
    int steps,
    long stepMillis,
    int failAtStep,
    int hangAfterSteps,
    int hoardMegabytes,
    double lr0) {
  static final Set<String> NAMES =
      Set.of("steps", "step_millis", "fail_at_step", "hang_after_steps", "hoard_megabytes", "lr0");

  static TinyOptions of(JobSpec spec) {
    return new TinyOptions(
        spec.hyp().getOrDefault("steps", 20.0).intValue(),
        spec.hyp().getOrDefault("step_millis", 2.0).longValue(),
        spec.hyp().getOrDefault("fail_at_step", 0.0).intValue(),
        spec.hyp().getOrDefault("hang_after_steps", 0.0).intValue(),
        spec.hyp().getOrDefault("hoard_megabytes", 0.0).intValue(),
        spec.hyp().getOrDefault("lr0", 0.05));
  }
}
