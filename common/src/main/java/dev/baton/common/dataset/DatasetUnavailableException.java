package dev.baton.common.dataset;

import java.io.IOException;

/**
 * A pushed data set cannot be used on this machine now. The message says why and what to do; it is
 * a certain answer, unlike other I/O errors.
 */
public final class DatasetUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  public DatasetUnavailableException(String message) {
    super(message);
  }

  public DatasetUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
