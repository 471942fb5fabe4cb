package dev.baton.worker.attempt;

import dev.baton.common.process.Machine;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Times the steps of a training, so that one that hangs is told from one that is slow: a step may
 * take ten times the median of those before it, and {@code slack} more. The first ones of an
 * attempt, with nothing to compare them with, may take thirty times the slack.
 *
 * <p>A restore or a validation is not like those before it, but comes forward in pieces: between
 * two {@linkplain #progressed signs of progress} it may take ten times the slack. What is neither,
 * such as the opening of the data, is not watched.
 *
 * <p>The training thread times, another one looks.
 */
public final class StepWatch {
  private static final int TIMES_MEDIAN = 10;
  private static final int TIMES_SLACK = 30;
  private static final int TIMES_SLACK_OF_A_PIECE = 10;

  /** Compiling and choosing kernels make the first steps slower than all others. */
  private static final int FIRST_STEPS = 3;

  private static final int REMEMBERED = 100;

  private final Duration slack;
  private final Machine machine;
  private final long[] nanos = new long[REMEMBERED];
  private int steps;
  private Optional<Running> running = Optional.empty();

  public StepWatch(Duration slack, Machine machine) {
    this.slack = slack;
    this.machine = machine;
  }

  /** What is watched. */
  enum Work {
    STEP("the step after", "has not ended"),
    RESTORE("the restore of", "has come no further"),
    VALIDATION("the validation after", "has come no further"),
    PICTURES("drawing the results of", "has come no further");

    private final String name;
    private final String trouble;

    Work(String name, String trouble) {
      this.name = name;
      this.trouble = trouble;
    }
  }

  private record Running(
      AttemptContext attempt, Work work, TrainingPosition at, Thread by, long since) {
    Running progressedAt(long nanos) {
      return new Running(attempt, work, at, by, nanos);
    }
  }

  /**
   * Work that has taken too long.
   *
   * @param at the position that it began at
   * @param by the thread that it runs on
   * @param taken since its begin or its last progress
   * @param median of the steps before it; empty for other work and for the first steps
   */
  record Overdue(
      AttemptContext attempt,
      Work work,
      TrainingPosition at,
      Thread by,
      Duration taken,
      Duration limit,
      Optional<Duration> median) {
    /** What is overdue, and how, for people. */
    String what() {
      return "%s epoch %d, step %d %s".formatted(work.name, at.epoch(), at.step(), work.trouble);
    }
  }

  /** Another attempt's steps begin: they may take another time. */
  synchronized void begin() {
    steps = 0;
  }

  /** Runs work that begins at position {@code at}. */
  <T> T time(AttemptContext attempt, Work work, TrainingPosition at, Supplier<T> task) {
    started(attempt, work, at);
    try {
      return task.get();
    } finally {
      ended();
    }
  }

  /** Work begins on this thread; {@link #ended} is to follow, however it ends. */
  synchronized void started(AttemptContext attempt, Work work, TrainingPosition at) {
    running =
        Optional.of(new Running(attempt, work, at, Thread.currentThread(), machine.nanoTime()));
  }

  synchronized void ended() {
    Running work = running.orElseThrow();
    if (work.work() == Work.STEP) {
      nanos[steps % REMEMBERED] = machine.nanoTime() - work.since();
      steps++;
    }
    running = Optional.empty();
  }

  /** What runs has come forward by a piece: by a file or a batch. A step is one piece. */
  synchronized void progressed() {
    running =
        running.map(
            work -> work.work() == Work.STEP ? work : work.progressedAt(machine.nanoTime()));
  }

  /** What runs, if it is overdue. */
  synchronized Optional<Overdue> overdue() {
    if (running.isEmpty()) {
      return Optional.empty();
    }
    Running work = running.get();
    Optional<Duration> median = work.work() == Work.STEP ? median() : Optional.empty();
    Duration limit = limit(work.work(), median);
    Duration taken = Duration.ofNanos(machine.nanoTime() - work.since());
    return taken.compareTo(limit) <= 0
        ? Optional.empty()
        : Optional.of(
            new Overdue(work.attempt(), work.work(), work.at(), work.by(), taken, limit, median));
  }

  private Duration limit(Work work, Optional<Duration> median) {
    if (work != Work.STEP) {
      return slack.multipliedBy(TIMES_SLACK_OF_A_PIECE);
    }
    return median
        .map(usual -> usual.multipliedBy(TIMES_MEDIAN).plus(slack))
        .orElse(slack.multipliedBy(TIMES_SLACK));
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
