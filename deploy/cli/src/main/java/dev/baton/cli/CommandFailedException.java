package dev.baton.cli;

/**
 * A command cannot do what it was asked. The message is the whole sentence that the user sees: what
 * failed, why, and what to do.
 */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CommandFailedException(String message) {
    super(message);
  }

  public CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
