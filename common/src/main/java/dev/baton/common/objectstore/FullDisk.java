package dev.baton.common.objectstore;

import java.util.Set;

/** Recognizes that a disk of this machine has no room: Java says so only in words. */
public final class FullDisk {
  private static final Set<String> WORDS = Set.of("No space left on device", "Disk quota exceeded");

  private FullDisk() {}

  /** Whether {@code failure} or what caused it is a write for which a disk had no room. */
  public static boolean isBehind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (WORDS.stream().anyMatch(message::endsWith)) {
        return true;
      }
    }
    return false;
  }
}
