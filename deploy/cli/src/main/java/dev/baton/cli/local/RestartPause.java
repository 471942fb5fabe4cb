package dev.baton.cli.local;

import java.time.Duration;

/** How long to wait before a process that died is started again. */
final class RestartPause {
  /** Who lived this long did not die of its start. */
  static final Duration LONG_LIFE = Duration.ofSeconds(10);

  private static final Duration SECOND_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Duration first;
  private Duration next;

  RestartPause(Duration first) {
    this.first = first;
    this.next = first;
  }

  /** The pause after a death, doubled from one early death to the next. */
  Duration after(Duration life) {
    Duration pause = life.compareTo(LONG_LIFE) >= 0 ? first : next;
    Duration doubled = pause.multipliedBy(2);
    next = min(LONGEST, doubled.isZero() ? SECOND_PAUSE : doubled);
    return pause;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
