package dev.baton.scheduler.kafka;

import dev.baton.common.process.Machine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Begins with the time of a wall clock and goes on with the machine's passing time, so that
 * somebody who sets that clock neither ends a wait early nor prolongs it. It does not follow such a
 * correction, either, and stands while the machine sleeps: see {@link #caughtUp}.
 */
public final class SteadyClock extends Clock {
  private static final Duration FAR_AHEAD = Duration.ofMinutes(1);

  private final Instant begin;
  private final long beginNanos;
  private final Machine machine;
  private final ZoneId zone;

  private SteadyClock(Instant begin, long beginNanos, Machine machine, ZoneId zone) {
    this.begin = begin;
    this.beginNanos = beginNanos;
    this.machine = machine;
    this.zone = zone;
  }

  /** Begins with what {@code wall} shows now. */
  public static SteadyClock from(Clock wall, Machine machine) {
    return new SteadyClock(wall.instant(), machine.nanoTime(), machine, ZoneOffset.UTC);
  }

  /**
   * This clock; where {@code wall} is more than a minute ahead of it, since the machine has slept
   * or had not known the time, a new one. Back it never goes: that would look like signs of life.
   */
  public SteadyClock caughtUp(Clock wall) {
    return wall.instant().isAfter(instant().plus(FAR_AHEAD)) ? from(wall, machine) : this;
  }

  @Override
  public Instant instant() {
    return begin.plusNanos(machine.nanoTime() - beginNanos);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new SteadyClock(begin, beginNanos, machine, other);
  }
}
