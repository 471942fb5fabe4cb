package dev.baton.worker.attempt;

/** A training that cannot go on, with what to do about it in the message. */
public final class TrainerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Decides what becomes of the job. */
  public enum Kind {
    /** The request, the data or the model is at fault: the job fails, trying again is useless. */
    BAD_INPUT,
    /** This worker cannot see the data; another one may. */
    DATA_NOT_VISIBLE,
    /** This worker lacks a device that the request names; another one may have it. */
    DEVICE_NOT_THERE,
    /** Out of memory, a device error: another attempt may succeed. */
    TRANSIENT
  }

  private final Kind kind;

  public TrainerException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public TrainerException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
