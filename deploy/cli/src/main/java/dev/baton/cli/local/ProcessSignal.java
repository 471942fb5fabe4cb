package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import java.io.IOException;

/** What a process can be told by the system; {@code java.lang.Process} knows two of these. */
public enum ProcessSignal {
  KILL,
  TERM,
  /** Stands still until {@link #CONT}, without knowing it. */
  STOP,
  CONT;

  /**
   * Sends it.
   *
   * @return whether it reached its process
   * @throws CommandFailedException when the system has no {@code kill}
   */
  public boolean send(long pid) {
    try {
      return new ProcessBuilder("kill", "-" + name(), String.valueOf(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new CommandFailedException("Cannot run kill: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("Interrupted", e);
    }
  }
}
