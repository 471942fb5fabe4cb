package dev.baton.common.checkpoint;

import java.io.IOException;

/** A committed checkpoint whose data are not what its entry says. The data stay for inspection. */
public final class CheckpointDamagedException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String file;
  private final String why;

  CheckpointDamagedException(String file, String why) {
    super("Checkpoint file %s is damaged: %s".formatted(file, why));
    this.file = file;
    this.why = why;
  }

  CheckpointDamagedException(String file, IOException cause) {
    this(file, String.valueOf(cause.getMessage()));
    initCause(cause);
  }

  /** Key of the damaged file. */
  public String file() {
    return file;
  }

  public String why() {
    return why;
  }
}
