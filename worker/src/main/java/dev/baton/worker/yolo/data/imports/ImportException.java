package dev.baton.worker.yolo.data.imports;

/** A data set that cannot be imported, with file, line and what to do in the message. */
public final class ImportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImportException(String message) {
    super(message);
  }

  ImportException(String message, Throwable cause) {
    super(message, cause);
  }
}
