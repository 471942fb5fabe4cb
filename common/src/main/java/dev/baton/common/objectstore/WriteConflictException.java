package dev.baton.common.objectstore;

import java.io.IOException;

/**
 * A conditional write ran beside another one, and the store decided for neither: S3's answer 409.
 * This call has written nothing, and whether the key exists is to be asked again; an earlier try of
 * it may have written.
 */
public final class WriteConflictException extends IOException {
  private static final long serialVersionUID = 1L;

  WriteConflictException(String message, Throwable cause) {
    super(message, cause);
  }
}
