package dev.baton.scheduler.api;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.scheduler.api.FleetSummary.JobCounts;
import dev.baton.scheduler.api.FleetSummary.WorkerCounts;
import dev.baton.scheduler.core.QueueOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fleet as its topics tell it: jobs, workers and what happened last. Fed by whoever reads the
 * topics, asked by requests; safe for use by many threads, since each call is short.
 */
final class FleetView {
  /** Heartbeats come every second. */
  private static final Duration SILENT_AFTER = Duration.ofSeconds(3);

  private static final Duration GONE_AFTER = Duration.ofSeconds(60);
  private static final int QUEUE_SHOWN = 20;
  private static final int NAMES_SHOWN = 100;

  private final Clock clock;
  private final Map<String, KnownJob> jobs = new TreeMap<>();
  private final Map<String, KnownWorker> workers = new TreeMap<>();
  private final EventShelf events = new EventShelf();
  private Changes changes = new Changes();

  /** A worker by its last heartbeat and when that came. */
  private record KnownWorker(Heartbeat beat, Instant seenAt) {}

  FleetView(Clock clock) {
    this.clock = clock;
  }

  /** Takes in the newest state of a job. */
  synchronized void job(JobState state) {
    jobs.merge(state.job(), KnownJob.of(state), (known, fresh) -> known.with(state));
    changes.job(state.job());
  }

  synchronized void jobRemoved(String job) {
    jobs.remove(job);
    changes.job(job);
  }

  synchronized void event(Event event, long offset) {
    events.add(event, offset);
    changes.event(EventRow.of(event, offset));
  }

  /**
   * Takes in progress.
   *
   * @param seenAt when it came; when it was sent, if it is read long after
   */
  synchronized void progress(Progress progress, Instant seenAt) {
    switch (progress) {
      case Heartbeat beat -> workers.put(beat.worker(), new KnownWorker(beat, seenAt));
      case StepProgress step -> {
        jobs.computeIfPresent(step.job(), (name, job) -> job.with(step));
        changes.step(step);
      }
    }
  }

  /** What has changed since this was last called. */
  synchronized Changes takeChanges() {
    Changes taken = changes;
    changes = new Changes();
    return taken;
  }

  synchronized Optional<KnownJob> job(String name) {
    return Optional.ofNullable(jobs.get(name));
  }

  synchronized Optional<JobRow> row(String job) {
    return job(job).map(JobRow::of);
  }

  synchronized Set<String> jobNames() {
    return new HashSet<>(jobs.keySet());
  }

  synchronized List<JobRow> jobRows() {
    return jobs.values().stream().map(JobRow::of).toList();
  }

  synchronized List<JobState> jobStates() {
    return jobs.values().stream().map(KnownJob::state).toList();
  }

  /** Workers heard of lately; whoever was not for a minute is forgotten. */
  synchronized List<WorkerRow> workerRows() {
    Instant now = clock.instant();
    workers.values().removeIf(worker -> worker.seenAt().plus(GONE_AFTER).isBefore(now));
    return workers.values().stream().map(worker -> row(worker, now)).toList();
  }

  /** Events of a job that are still in memory, oldest first. */
  synchronized List<EventShelf.Kept> events(String job) {
    return events.of(job);
  }

  /** Whether the topic may have events of {@code job} that are older than {@link #events}. */
  synchronized boolean mayLackOlderEvents(String job) {
    return events.mayLackOlder(job);
  }

  /**
   * The fleet at a glance.
   *
   * @param release of this scheduler
   * @param role what it does
   */
  FleetSummary summary(String release, String role, boolean isStoreReachable) {
    List<JobState> states = jobStates();
    List<WorkerRow> alive = workerRows().stream().filter(WorkerRow::isAlive).toList();
    Map<Status, Long> counts =
        states.stream().collect(Collectors.groupingBy(JobState::status, Collectors.counting()));
    return new FleetSummary(
        release,
        role,
        new JobCounts(
            counts.getOrDefault(Status.QUEUED, 0L),
            counts.getOrDefault(Status.RUNNING, 0L),
            counts.getOrDefault(Status.PAUSED, 0L),
            counts.getOrDefault(Status.FINISHED, 0L),
            counts.getOrDefault(Status.FAILED, 0L),
            counts.getOrDefault(Status.CANCELLED, 0L)),
        new WorkerCounts(
            alive.size(), count(alive, WorkerState.BUSY), count(alive, WorkerState.IDLE)),
        QueueOrder.names(states, QUEUE_SHOWN),
        counts.getOrDefault(Status.QUEUED, 0L).intValue(),
        names(states, state -> state.spec().owner()),
        names(states, state -> state.spec().pool()),
        isStoreReachable,
        clock.instant());
  }

  private WorkerRow row(KnownWorker worker, Instant now) {
    Heartbeat beat = worker.beat();
    Optional<KnownJob> job = beat.job().map(jobs::get);
    return WorkerRow.of(
        beat,
        worker.seenAt().plus(SILENT_AFTER).isBefore(now),
        worker.seenAt(),
        job.flatMap(KnownJob::progress).filter(step -> step.worker().equals(beat.worker())),
        job.map(known -> known.state().spec()));
  }

  private static long count(List<WorkerRow> rows, WorkerState state) {
    return rows.stream().filter(row -> row.state().equals(state.name())).count();
  }

  private static List<String> names(
      Collection<JobState> states, Function<JobState, String> property) {
    return states.stream().map(property).distinct().sorted().limit(NAMES_SHOWN).toList();
  }
}
