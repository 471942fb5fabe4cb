package dev.baton.scheduler.api;

import java.time.Instant;
import java.util.List;

/**
 * The fleet at a glance.
 *
 * @param role {@code leading}, {@code standing by}, or {@code starting} before it is known
 * @param queue the first jobs that wait, in the order in which they will be dispatched
 * @param waiting how many wait in all
 * @param owners of jobs, sorted; for filters, as {@code pools}
 */
record FleetSummary(
    String release,
    String role,
    JobCounts counts,
    WorkerCounts workers,
    List<String> queue,
    int waiting,
    List<String> owners,
    List<String> pools,
    boolean storeReachable,
    Instant at) {

  /** Jobs by status. */
  record JobCounts(
      long queued, long running, long paused, long finished, long failed, long cancelled) {}

  /** Workers heard of lately; each of them is busy, idle, or on its way to either. */
  record WorkerCounts(long alive, long busy, long idle) {}

  /** The same at another time, so that two can be compared by what they say. */
  FleetSummary at(Instant other) {
    return new FleetSummary(
        release, role, counts, workers, queue, waiting, owners, pools, storeReachable, other);
  }
}
