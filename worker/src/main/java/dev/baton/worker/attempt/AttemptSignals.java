package dev.baton.worker.attempt;

import dev.baton.common.process.Machine;
import java.time.Duration;
import java.util.Optional;

/**
 * What an attempt is told from outside, read by it between two steps. Safe for use by many threads.
 * A stop is never taken back, only overruled by a graver one. The time that a stop leaves holds
 * even where a graver one overrules it.
 */
public final class AttemptSignals {
  /** Reasons to stop, the gravest first. */
  public enum Stop {
    /** A later attempt owns the job: nothing may be written any more. */
    SUPERSEDED,
    /** The job is to end: nothing need be saved. */
    CANCELLED,
    /** The lease ran out: what is done may still be saved, since the log decides. */
    LEASE_LOST,
    /** The store has not answered for too long: nothing more is tried with it. */
    STORE_LOST,
    /** Save, then rest. */
    PAUSED,
    /** The worker leaves: save, then hand back. */
    DRAINED
  }

  /** When, and for whose sake, an attempt leaves the rest of its command to a later one. */
  public enum Yield {
    TO_OTHER_JOBS("other jobs wait"),
    TO_A_NEW_COMMAND("the command has come to several workers, and is dropped after some more");

    private final String why;

    Yield(String why) {
      this.why = why;
    }

    /** For people. */
    String why() {
      return why;
    }
  }

  private final Machine machine;
  private Stop stop;
  private Optional<Yield> yieldAsked = Optional.empty();
  private long limitNanos = Long.MAX_VALUE;
  private Optional<Long> token = Optional.empty();

  public AttemptSignals() {
    this(Machine.REAL);
  }

  public AttemptSignals(Machine machine) {
    this.machine = machine;
  }

  /**
   * Asks the attempt to stop in its own time: it may be within a step or a validation of minutes,
   * and may save after it.
   */
  public synchronized void stop(Stop reason) {
    if (stop == null || reason.compareTo(stop) < 0) {
      stop = reason;
    }
  }

  /** Asks the attempt to stop, and to have saved what it has done within {@code time}. */
  public synchronized void stop(Stop reason, Duration time) {
    stop(reason);
    limitNanos = Math.min(limitNanos, machine.nanoTime() + time.toNanos());
  }

  /** Asks the attempt to end at its next epoch's end. */
  public synchronized void askToYield() {
    yieldAsked = yieldAsked.or(() -> Optional.of(Yield.TO_OTHER_JOBS));
  }

  /** Asks the attempt to end at its next checkpoint, so that a new command follows its own. */
  public synchronized void askForNewCommand() {
    yieldAsked = Optional.of(Yield.TO_A_NEW_COMMAND);
  }

  public synchronized Optional<Yield> yieldAsked() {
    return yieldAsked;
  }

  public synchronized Optional<Stop> stopReason() {
    return Optional.ofNullable(stop);
  }

  /** Whether what the attempt has trained may still be saved. */
  public synchronized boolean maySave() {
    return stop != Stop.CANCELLED && mayWrite();
  }

  /**
   * Whether anything may still be written: never after another attempt has taken over, and in vain
   * to a store that does not answer.
   */
  public synchronized boolean mayWrite() {
    return stop != Stop.SUPERSEDED && stop != Stop.STORE_LOST && hasTime();
  }

  /** Whether the attempt's command is still its own to answer. */
  public synchronized boolean mayAnswer() {
    return stop != Stop.SUPERSEDED && stop != Stop.LEASE_LOST && hasTime();
  }

  private boolean hasTime() {
    return machine.nanoTime() < limitNanos;
  }

  synchronized void started(long ownToken) {
    token = Optional.of(ownToken);
  }

  /** The attempt's fencing token once it has started. */
  public synchronized Optional<Long> token() {
    return token;
  }
}
