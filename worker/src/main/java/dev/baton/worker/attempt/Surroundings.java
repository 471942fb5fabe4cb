package dev.baton.worker.attempt;

import dev.baton.common.process.Machine;
import dev.baton.worker.cache.DatasetCache;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What attempts take from the process that they run in. Tests and simulations bring their own.
 *
 * @param clock the wall clock, for people; nothing is decided by it
 * @param stepWatch times the steps of whichever attempt runs
 * @param datasets where pushed data sets come to lie; a worker without takes no jobs on such
 * @param meter counts what is done
 */
public record Surroundings(
    Clock clock,
    Machine machine,
    CrashPoints crashPoints,
    StepWatch stepWatch,
    Optional<DatasetCache> datasets,
    WorkMeter meter) {

  /** What a step may take beyond ten times the usual. */
  public static final Duration USUAL_SLACK = Duration.ofSeconds(60);

  /** Without pushed data sets, and with nobody who counts. */
  public Surroundings(Clock clock, Machine machine, CrashPoints crashPoints, StepWatch stepWatch) {
    this(clock, machine, crashPoints, stepWatch, Optional.empty(), WorkMeter.NONE);
  }

  /** With nobody who looks whether a step hangs. */
  public Surroundings(Clock clock, Machine machine, CrashPoints crashPoints) {
    this(clock, machine, crashPoints, new StepWatch(USUAL_SLACK, machine));
  }

  /** Those of an ordinary process. */
  public static Surroundings real(Clock clock) {
    return new Surroundings(clock, Machine.REAL, CrashPoints.NONE);
  }
}
