package dev.baton.worker.lease;

import java.time.Duration;

/**
 * The right to go on with one command, as this worker can know it: it ends a fifth of the lock's
 * time before the broker's, counted from the moment when the last confirmed renewal was
 * <em>sent</em>. Used by the thread that owns the consumer.
 */
final class CommandLease {
  private static final double SAFE_SHARE = 0.8;

  private final long safeNanos;
  private final long renewEveryNanos;
  private long confirmedNanos;
  private long triedNanos;

  /**
   * @param lock the broker's record lock duration
   * @param takenNanos {@link System#nanoTime} before the poll that brought the command
   */
  CommandLease(Duration lock, long takenNanos) {
    this.safeNanos = (long) (lock.toNanos() * SAFE_SHARE);
    this.renewEveryNanos = lock.toNanos() / 3;
    this.confirmedNanos = takenNanos;
    this.triedNanos = takenNanos;
  }

  /** Whether it is time for a renewal: every third of the lock's time. */
  boolean isRenewalDue(long nowNanos) {
    return nowNanos - triedNanos >= renewEveryNanos;
  }

  /**
   * How long a renewal that is sent now may wait for its answer: never beyond this lease's own end,
   * which would be noticed too late.
   */
  Duration renewalPatience(long nowNanos) {
    long leftNanos = safeNanos - (nowNanos - confirmedNanos);
    return Duration.ofNanos(Math.clamp(leftNanos, 0, renewEveryNanos));
  }

  /** A renewal was sent at {@code sentNanos}; {@code isConfirmed} tells how the broker answered. */
  void renewed(long sentNanos, boolean isConfirmed) {
    triedNanos = sentNanos;
    if (isConfirmed) {
      confirmedNanos = sentNanos;
    }
  }

  boolean isHeld(long nowNanos) {
    return nowNanos - confirmedNanos < safeNanos;
  }
}
