package dev.baton.simulation;

import java.time.Duration;

/** What processes call over the network, and how long a call usually takes. */
enum Service {
  BROKER(Duration.ofSeconds(3), 0.004, 0.014),
  STORE(Duration.ofSeconds(4), 0.004, 0.154);

  private final Duration timeout;
  private final double leastSeconds;
  private final double mostSeconds;

  Service(Duration timeout, double leastSeconds, double mostSeconds) {
    this.timeout = timeout;
    this.leastSeconds = leastSeconds;
    this.mostSeconds = mostSeconds;
  }

  /** After which a caller gives up. */
  Duration timeout() {
    return timeout;
  }

  Duration usualTime(Draws draws) {
    return draws.seconds(leastSeconds, mostSeconds);
  }
}
