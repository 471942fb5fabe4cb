package dev.baton.simulation;

/**
 * Unwinds the threads of a process that was killed. Nothing that they do on the way has an effect,
 * since every call of a dead process ends in another one of these.
 */
final class Crash extends Error {
  private static final long serialVersionUID = 1L;

  Crash() {
    super("killed", null, false, false);
  }
}
