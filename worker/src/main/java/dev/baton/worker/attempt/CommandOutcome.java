package dev.baton.worker.attempt;

/** What is to become of a command after an attempt at it. */
public enum CommandOutcome {
  /** Nothing is left to do for it. */
  DONE,
  /** Another worker is to take it. */
  HAND_BACK,
  /** Another worker is to take it, and this one should wait before it takes anything. */
  GAVE_UP,
  /** The right to it ran out; it is another worker's by now. */
  LEASE_LOST
}
