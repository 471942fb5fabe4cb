package dev.baton.worker.attempt;

import java.util.Locale;

/** The places just before and after each side effect of a worker, where tests let it die. */
public enum CrashPoint {
  /** The entry by which an attempt becomes the job's owner. */
  BEFORE_START,
  AFTER_START,
  /** The deletion of what lost attempts had uploaded without committing it. */
  AFTER_ORPHANS,
  /** The entry that binds the job to its data set. */
  BEFORE_PIN,
  AFTER_PIN,
  /** A part of a pushed data set in this machine's cache. */
  AFTER_SHARD,
  AFTER_RESTORE,
  AFTER_STEP,
  /** A checkpoint's files; after them comes its entry. */
  BEFORE_UPLOAD,
  AFTER_UPLOAD,
  AFTER_ENTRY,
  /** The deletion of older checkpoints' files. */
  BEFORE_RETENTION,
  AFTER_RETENTION,
  /** The entry of an attempt that yields, pauses, leaves or gives up. */
  BEFORE_SIGN_OFF,
  AFTER_SIGN_OFF,
  /** The entry that ends the job. */
  BEFORE_CLOSE,
  AFTER_CLOSE,
  /** An event's way to the broker. */
  BEFORE_EVENT,
  AFTER_EVENT,
  /** The answer to the broker that ends a command's delivery. */
  BEFORE_ACKNOWLEDGE,
  AFTER_ACKNOWLEDGE;

  /** As people write it, for example {@code after-entry}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
