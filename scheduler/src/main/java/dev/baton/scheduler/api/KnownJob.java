package dev.baton.scheduler.api;

import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Progress.StepProgress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of a job: its state, and how its newest attempt goes.
 *
 * @param first the first progress of an attempt that was heard, from which its speed is counted
 * @param last the newest one of the same attempt
 */
record KnownJob(JobState state, Optional<StepProgress> first, Optional<StepProgress> last) {

  static KnownJob of(JobState state) {
    return new KnownJob(state, Optional.empty(), Optional.empty());
  }

  KnownJob with(JobState newer) {
    return new KnownJob(newer, first, last);
  }

  /** Takes in progress; the first of another attempt begins anew. */
  KnownJob with(StepProgress step) {
    boolean isSameAttempt =
        first.filter(begin -> begin.attemptId().equals(step.attemptId())).isPresent();
    return new KnownJob(state, isSameAttempt ? first : Optional.of(step), Optional.of(step));
  }

  /** The newest progress of the attempt that runs; empty while none does. */
  Optional<StepProgress> progress() {
    return state.status() == Status.RUNNING
        ? last.filter(step -> step.attemptId().equals(state.attemptId()))
        : Optional.empty();
  }

  /** As any attempt has told it; the data of a job do not change. */
  OptionalInt stepsPerEpoch() {
    return last.map(StepProgress::stepsPerEpoch).filter(steps -> steps > 0).stream()
        .mapToInt(Integer::intValue)
        .findAny();
  }

  /** Time to the last step at the speed that this attempt has had so far, validations included. */
  Optional<Long> remainingSeconds() {
    return progress()
        .filter(step -> done(step) > done(first.orElse(step)))
        .map(
            step -> {
              StepProgress begin = first.orElseThrow();
              Duration elapsed = Duration.between(begin.at(), step.at());
              long left = (long) step.epochs() * step.stepsPerEpoch() - done(step);
              double secondsPerStep = elapsed.toMillis() / 1000.0 / (done(step) - done(begin));
              return Math.max(0, Math.round(left * secondsPerStep));
            });
  }

  private static long done(StepProgress step) {
    return (step.epoch() - 1L) * step.stepsPerEpoch() + step.step();
  }
}
