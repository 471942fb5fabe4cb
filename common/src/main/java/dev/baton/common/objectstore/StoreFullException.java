package dev.baton.common.objectstore;

import java.io.IOException;

/**
 * The store has no room for what was to be written. This call has written nothing; an earlier try
 * of it may have. Reading and deleting go on, so room can be made.
 */
public final class StoreFullException extends IOException {
  /** What people can do. */
  public static final String ADVICE =
      "free space with baton rm, baton checkpoints --delete or baton data rm (baton du shows what takes it)";

  private static final long serialVersionUID = 1L;

  public StoreFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
