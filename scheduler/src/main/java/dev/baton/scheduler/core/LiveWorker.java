package dev.baton.scheduler.core;

import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.WorkerState;
import java.time.Duration;
import java.time.Instant;

/**
 * A worker by its last heartbeat.
 *
 * @param heardAt when that came, by the scheduler's clock
 */
public record LiveWorker(Heartbeat heartbeat, Instant heardAt) {
  /** Heartbeats come every second; after four without one a worker does not count. */
  private static final Duration FRESH = Duration.ofSeconds(4);

  /** Whether it was heard of lately and takes commands. */
  boolean isLive(Instant now) {
    boolean takesCommands =
        switch (heartbeat.state()) {
          case STARTING, IDLE, BUSY -> true;
          case WAITING_FOR_STORE, DRAINED, LEAVING -> false;
        };
    return takesCommands && heardAt.plus(FRESH).isAfter(now);
  }

  /** Whether it waits for a command. */
  boolean isIdle(Instant now) {
    return isLive(now) && heartbeat.state() == WorkerState.IDLE;
  }
}
