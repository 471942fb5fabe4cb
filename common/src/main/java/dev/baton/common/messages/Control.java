package dev.baton.common.messages;

/**
 * What workers are told, on {@link Topics#CONTROL}. Every worker reads all of them; they speed
 * things up and are never needed for correctness.
 */
public sealed interface Control extends Message {

  /** What it is about, the record's key: a job, or a worker. */
  String key();

  /** What the scheduler tells running attempts. */
  sealed interface OfAttempts extends Control {
    String job();

    @Override
    default String key() {
      return job();
    }
  }

  /** Checkpoint at the next step and end: attempts of commands up to {@code commandNumber}. */
  record PauseAttempt(String job, int commandNumber) implements OfAttempts {}

  /** Stop: attempts of commands up to {@code commandNumber}. */
  record CancelAttempt(String job, int commandNumber) implements OfAttempts {}

  /** End at the next epoch's end, because other jobs wait: attempts of that command. */
  record YieldAttempt(String job, int commandNumber) implements OfAttempts {}

  /** Stop: an attempt with a higher fencing token has started. */
  record SupersedeAttempts(String job, long token) implements OfAttempts {}

  /**
   * From whoever looks after the fleet: checkpoint, hand back what is being trained and take no
   * more, until {@link ReadmitWorker} or a restart.
   */
  record DrainWorker(String worker) implements Control {
    @Override
    public String key() {
      return worker;
    }
  }

  /** Take commands again. */
  record ReadmitWorker(String worker) implements Control {
    @Override
    public String key() {
      return worker;
    }
  }
}
