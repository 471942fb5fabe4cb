package dev.baton.simulation;

/** What holds in every history, whatever goes wrong. */
enum Promise {
  /**
   * Entries are numbered without gaps, never replaced, and nothing but a branch follows the end.
   */
  LOG_HAS_NO_GAPS,
  /** A checkpoint continues the newest whole one, and each epoch's end is in the chain once. */
  CHAIN_HAS_EACH_EPOCH_ONCE,
  /** Every checkpoint has the digest of an undisturbed training at its position. */
  SAME_BITS,
  /** Only the newest attempt writes entries. */
  FENCED_WRITE_NOTHING,
  /** A checkpoint's data are there when its entry is, and stay while it is needed. */
  NEEDED_DATA_STAY,
  /** What is reported is in the log already. */
  FACTS_ARE_TRUE,
  /** A command that is accepted has nothing left to do, and that was reported. */
  ACCEPTED_IS_DONE,
  /** A branch of a job has one end, for a right reason, and never leaves it. */
  ONE_RIGHT_END,
  /** A job's commands do not pile up. */
  FEW_COMMANDS,
  /** When faults stop, every job comes to its end soon. */
  ALL_JOBS_END,
  /** Nothing fails with an error that nobody expects. */
  NO_ERRORS
}
