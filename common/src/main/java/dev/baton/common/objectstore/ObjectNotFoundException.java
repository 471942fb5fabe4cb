package dev.baton.common.objectstore;

import java.io.IOException;

/** There is no object under this key: a certain answer, unlike other I/O errors. */
public final class ObjectNotFoundException extends IOException {
  private static final long serialVersionUID = 1L;

  public ObjectNotFoundException(String key) {
    super("No object under " + key);
  }
}
