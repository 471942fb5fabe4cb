package dev.baton.worker.lease;

import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.process.Machine;
import dev.baton.worker.attempt.CommandOutcome;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that gave up a command takes no other before it has rested and the store answers: every
 * delivery counts against a record's limit. Used by the thread of the {@link CommandLoop}.
 */
public final class RestAfterGivingUp {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(RestAfterGivingUp.class);

  private final ObjectStore store;
  private final Machine machine;
  private Duration next = FIRST;
  private long untilNanos;
  private boolean isResting;

  public RestAfterGivingUp(ObjectStore store, Machine machine) {
    this.store = store;
    this.machine = machine;
  }

  void noteOutcome(CommandOutcome outcome) {
    if (outcome == CommandOutcome.GAVE_UP) {
      rest();
    } else {
      next = FIRST;
    }
  }

  /** Whether to go on resting; probes the store when the time is up. */
  boolean isResting() {
    if (!isResting || machine.nanoTime() - untilNanos < 0) {
      return isResting;
    }
    try {
      store.list("jobs/probe/");
      isResting = false;
    } catch (IOException e) {
      LOG.warn("The store does not answer yet: {}", e.getMessage());
      rest();
    }
    return isResting;
  }

  void await(Duration time) {
    try {
      machine.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rest() {
    isResting = true;
    untilNanos = machine.nanoTime() + next.toNanos();
    next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
  }
}
