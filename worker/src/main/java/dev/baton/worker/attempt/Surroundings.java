package dev.baton.worker.attempt;

import dev.baton.common.process.Machine;
import java.time.Clock;

/**
 * What attempts take from the process that they run in. Tests and simulations bring their own.
 *
 * @param clock the wall clock, for people; nothing is decided by it
 */
public record Surroundings(Clock clock, Machine machine, CrashPoints crashPoints) {

  /** Those of an ordinary process. */
  public static Surroundings real(Clock clock) {
    return new Surroundings(clock, Machine.REAL, CrashPoints.NONE);
  }
}
