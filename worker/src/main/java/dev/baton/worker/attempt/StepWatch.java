package dev.baton.worker.attempt;

import dev.baton.common.process.Machine;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Times the steps of a training, so that one that hangs is told from one that is slow: a step may
 * take ten times the median of those before it, and {@code slack} more. The first ones of an
 * attempt, with nothing to compare them with, may take thirty times the slack. What is not a step,
 * such as a validation, is not watched.
 *
 * <p>The training thread times, another one looks.
 */
public final class StepWatch {
  private static final int TIMES_MEDIAN = 10;
  private static final int TIMES_SLACK = 30;

  /** Compiling and choosing kernels make the first steps slower than all others. */
  private static final int FIRST_STEPS = 3;

  private static final int REMEMBERED = 100;

  private final Duration slack;
  private final Machine machine;
  private final long[] nanos = new long[REMEMBERED];
  private int steps;
  private Optional<RunningStep> running = Optional.empty();

  public StepWatch(Duration slack, Machine machine) {
    this.slack = slack;
    this.machine = machine;
  }

  private record RunningStep(
      AttemptContext attempt, TrainingPosition from, Thread by, long since) {}

  /**
   * A step that has taken too long.
   *
   * @param from the position that it began at
   * @param by the thread that it runs on
   */
  record Overdue(
      AttemptContext attempt,
      TrainingPosition from,
      Thread by,
      Duration taken,
      Duration limit,
      Optional<Duration> median) {}

  /** Another attempt's steps begin: they may take another time. */
  synchronized void begin() {
    steps = 0;
  }

  /** Runs one step. */
  StepResult time(AttemptContext attempt, TrainingPosition from, Supplier<StepResult> step) {
    started(new RunningStep(attempt, from, Thread.currentThread(), machine.nanoTime()));
    try {
      return step.get();
    } finally {
      ended();
    }
  }

  private synchronized void started(RunningStep step) {
    running = Optional.of(step);
  }

  private synchronized void ended() {
    nanos[steps % REMEMBERED] = machine.nanoTime() - running.orElseThrow().since();
    steps++;
    running = Optional.empty();
  }

  /** The step that goes on, if it is overdue. */
  synchronized Optional<Overdue> overdue() {
    if (running.isEmpty()) {
      return Optional.empty();
    }
    RunningStep step = running.get();
    Optional<Duration> median = median();
    Duration limit =
        median
            .map(usual -> usual.multipliedBy(TIMES_MEDIAN).plus(slack))
            .orElse(slack.multipliedBy(TIMES_SLACK));
    Duration taken = Duration.ofNanos(machine.nanoTime() - step.since());
    return taken.compareTo(limit) <= 0
        ? Optional.empty()
        : Optional.of(new Overdue(step.attempt(), step.from(), step.by(), taken, limit, median));
  }

  private Optional<Duration> median() {
    if (steps < FIRST_STEPS) {
      return Optional.empty();
    }
    long[] sorted = Arrays.copyOf(nanos, Math.min(steps, REMEMBERED));
    Arrays.sort(sorted);
    return Optional.of(Duration.ofNanos(sorted[sorted.length / 2]));
  }
}
