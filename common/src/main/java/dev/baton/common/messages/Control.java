package dev.baton.common.messages;

/**
 * What the scheduler tells running attempts, on {@link Topics#CONTROL}. Every worker reads all of
 * them; they speed things up and are never needed for correctness.
 */
public sealed interface Control extends Message {

  String job();

  /** Checkpoint at the next step and end: attempts of commands up to {@code commandNumber}. */
  record PauseAttempt(String job, int commandNumber) implements Control {}

  /** Stop: attempts of commands up to {@code commandNumber}. */
  record CancelAttempt(String job, int commandNumber) implements Control {}

  /** End at the next epoch's end, because other jobs wait: attempts of that command. */
  record YieldAttempt(String job, int commandNumber) implements Control {}

  /** Stop: an attempt with a higher fencing token has started. */
  record SupersedeAttempts(String job, long token) implements Control {}
}
