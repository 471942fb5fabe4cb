package dev.baton.scheduler.notify;

import java.util.TreeMap;

/**
 * Up to where a topic's records are done with, when some take longer than those after them. Safe
 * for use by many threads.
 */
final class PendingOffsets {
  private final TreeMap<Long, Integer> pending = new TreeMap<>();
  private long next;

  /**
   * @param next the offset of the first record that was not looked at
   */
  PendingOffsets(long next) {
    this.next = next;
  }

  /** The record at {@code offset} was looked at; {@code tasks} are to be done for it. */
  synchronized void read(long offset, int tasks) {
    next = offset + 1;
    if (tasks > 0) {
      pending.put(offset, tasks);
    }
  }

  /** One of the tasks of the record at {@code offset} is done. */
  synchronized void done(long offset) {
    pending.computeIfPresent(offset, (at, left) -> left > 1 ? left - 1 : null);
  }

  /** Where to go on after a restart: nothing before it is left to do. */
  synchronized long safe() {
    return pending.isEmpty() ? next : pending.firstKey();
  }

  /** Records that something is still to be done for. */
  synchronized int size() {
    return pending.size();
  }
}
