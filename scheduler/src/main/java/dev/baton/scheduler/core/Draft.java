package dev.baton.scheduler.core;

import dev.baton.common.messages.Control;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.TrainEpochs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A decision while it is being made: a copy of the state that may be changed, and what to send. */
final class Draft {
  final SortedMap<String, JobState> jobs;
  final Map<String, LiveWorker> workers;
  final Map<String, Watch> watches;
  final List<TrainEpochs> commands = new ArrayList<>();
  final List<Control> controls = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  Instant now;

  private final SortedMap<String, JobState> before;

  Draft(SchedulerState state) {
    before = state.jobs();
    jobs = new TreeMap<>(before);
    workers = new HashMap<>(state.workers());
    watches = new HashMap<>(state.watches());
    now = state.now();
  }

  Optional<JobState> find(String job) {
    return Optional.ofNullable(jobs.get(job));
  }

  JobState change(JobState job, Consumer<JobDraft> change) {
    JobDraft draft = new JobDraft(job);
    change.accept(draft);
    JobState changed = draft.state();
    jobs.put(changed.job(), changed);
    return changed;
  }

  Watch watch(String job, Instant at) {
    return watches.getOrDefault(job, Watch.begun(at));
  }

  void watch(String job, Instant at, UnaryOperator<Watch> change) {
    watches.put(job, change.apply(watch(job, at)));
  }

  /** Jobs of a pool that train or wait to. */
  List<JobState> active(String pool) {
    return jobs.values().stream()
        .filter(job -> job.spec().pool().equals(pool))
        .filter(job -> job.status() == Status.QUEUED || job.status() == Status.RUNNING)
        .toList();
  }

  boolean hasIdleWorker(String pool) {
    return workers.values().stream()
        .anyMatch(w -> w.heartbeat().pool().equals(pool) && w.isIdle(now));
  }

  long liveWorkers(String pool) {
    return workers.values().stream()
        .filter(w -> w.heartbeat().pool().equals(pool) && w.isLive(now))
        .count();
  }

  Decision decision() {
    List<JobState> changed = new ArrayList<>();
    jobs.forEach(
        (name, job) -> {
          JobState old = before.get(name);
          if (job != old && !job.equals(old)) {
            changed.add(job);
          }
        });
    TreeSet<String> removed = new TreeSet<>(before.keySet());
    removed.removeAll(jobs.keySet());
    watches.keySet().retainAll(jobs.keySet());
    return new Decision(
        new SchedulerState(jobs, workers, watches, now),
        changed,
        List.copyOf(removed),
        commands,
        controls,
        events);
  }
}
