package dev.baton.scheduler.core;

import dev.baton.common.messages.JobState;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything the scheduler decides by. Only {@code jobs} is stored; the rest is what it has heard
 * since it started, and may be lost: then patience begins anew.
 *
 * @param jobs by name
 * @param workers by name, those heard of lately
 * @param watches by job, for jobs whose command is open
 * @param now when time was last looked at
 */
public record SchedulerState(
    SortedMap<String, JobState> jobs,
    Map<String, LiveWorker> workers,
    Map<String, Watch> watches,
    Instant now) {

  public SchedulerState {
    jobs = Collections.unmodifiableSortedMap(jobs);
    workers = Collections.unmodifiableMap(workers);
    watches = Collections.unmodifiableMap(watches);
  }

  /** The state of a scheduler that starts now with the stored {@code jobs}. */
  public static SchedulerState restored(Collection<JobState> jobs, Instant now) {
    SortedMap<String, JobState> byName = new TreeMap<>();
    jobs.forEach(job -> byName.put(job.job(), job));
    return new SchedulerState(byName, new HashMap<>(), new HashMap<>(), now);
  }
}
