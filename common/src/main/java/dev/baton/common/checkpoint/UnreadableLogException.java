package dev.baton.common.checkpoint;

import java.io.IOException;

/**
 * The store gives a job's log, and this release cannot go by it: too much is missing, or a newer
 * release wrote it. The message says what to do. Other jobs are not touched by it.
 */
public final class UnreadableLogException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableLogException(String message) {
    super(message);
  }

  UnreadableLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
