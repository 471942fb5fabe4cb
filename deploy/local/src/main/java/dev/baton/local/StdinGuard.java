package dev.baton.local;

import java.io.IOException;

/**
 * Ends this process when the one that started it is gone.
 *
 * <p>The parent holds the other end of our standard input and never writes to it. The operating
 * system closes that end however the parent ends, by SIGKILL too, so nothing outlives a fleet.
 */
final class StdinGuard {
  private StdinGuard() {}

  static void start() {
    Thread.ofPlatform().daemon().name("stdin-guard").start(StdinGuard::haltAtEnd);
  }

  private static void haltAtEnd() {
    byte[] ignored = new byte[256];
    try {
      while (System.in.read(ignored) >= 0) {
        // Only the end matters.
      }
    } catch (IOException e) {
      // A broken pipe is an end as well.
    }
    // Not exit: an orderly stop takes seconds, and what was acknowledged is with the kernel
    // already.
    Runtime.getRuntime().halt(1);
  }
}
