package dev.baton.worker.attempt;

import dev.baton.common.messages.Event;

/** Where an attempt reports what happened. */
public interface FactSink {

  /** Hands {@code fact} on without waiting; facts arrive in order and at least once. */
  void report(Event fact);

  /**
   * Waits until every reported fact is stored.
   *
   * @return false when {@code signals} ended the wait: some may never arrive
   */
  boolean awaitStored(AttemptSignals signals);
}
