package dev.baton.scheduler.api;

import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.scheduler.api.Interest.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Tells followers what has changed, twice a second. What is the same for all is made once. Called
 * by one thread; followers come and go by others.
 */
final class Broadcast implements AutoCloseable {
  private static final Duration SUMMARY_AT_LEAST = Duration.ofSeconds(5);

  private final FleetView view;
  private final Supplier<FleetSummary> summary;
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private final Map<String, WorkerRow> workersTold = new HashMap<>();
  private Optional<FleetSummary> summaryTold = Optional.empty();

  /** Rows of jobs that changed, and names of those that are gone. */
  record JobChanges(List<JobRow> jobs, List<String> removed) {}

  /** Rows of workers that changed, and names of those that are gone. */
  record WorkerChanges(List<WorkerRow> workers, List<String> removed) {}

  /**
   * A step of a job that somebody follows.
   *
   * @param epoch epochs finished
   * @param step steps done in the epoch after that
   */
  record StepRow(
      int epoch,
      int step,
      int stepsPerEpoch,
      Map<String, Double> losses,
      double learningRate,
      double imagesPerSecond,
      Instant at) {

    static StepRow of(StepProgress progress) {
      return new StepRow(
          progress.epoch() - 1,
          progress.step(),
          progress.stepsPerEpoch(),
          progress.losses(),
          progress.learningRate(),
          progress.imagesPerSecond(),
          progress.at());
    }
  }

  Broadcast(FleetView view, Supplier<FleetSummary> summary) {
    this.view = view;
    this.summary = summary;
  }

  /** Begins to tell somebody, with the fleet at a glance as the first word. */
  Follower follow(Interest interest) {
    Follower follower = new Follower(interest, followers::remove);
    follower.tell(frame("fleet", summary.get()));
    followers.add(follower);
    return follower;
  }

  int followers() {
    return followers.size();
  }

  /** Tells everybody what has changed since this was called last. */
  void tell() {
    Changes changes = view.takeChanges();
    JobChanges jobs = jobChanges(changes.jobs());
    Optional<String> fleet = fleetFrame();
    Optional<String> workers = workersFrame();
    Optional<String> allJobs = jobsFrame(jobs);
    List<String> allEvents = changes.events().stream().map(e -> frame("event", e)).toList();
    for (Follower follower : followers) {
      if (changes.isIncomplete()) {
        follower.restart();
      }
      Interest interest = follower.interest();
      fleet.ifPresent(follower::tell);
      workers.filter(frame -> interest.isIn(Kind.WORKERS)).ifPresent(follower::tell);
      if (interest.job().isPresent()) {
        tellOne(follower, interest.job().get(), jobs, changes);
      } else {
        allJobs.filter(frame -> interest.isIn(Kind.JOBS)).ifPresent(follower::tell);
        allEvents.stream().filter(frame -> interest.isIn(Kind.EVENT)).forEach(follower::tell);
      }
    }
  }

  private void tellOne(Follower follower, String job, JobChanges jobs, Changes changes) {
    Interest interest = follower.interest();
    jobsFrame(
            new JobChanges(
                jobs.jobs().stream().filter(row -> row.job().equals(job)).toList(),
                jobs.removed().stream().filter(job::equals).toList()))
        .filter(frame -> interest.isIn(Kind.JOBS))
        .ifPresent(follower::tell);
    changes.events().stream()
        .filter(event -> interest.isIn(Kind.EVENT) && event.job().equals(job))
        .forEach(event -> follower.tell(frame("event", event)));
    changes.steps().stream()
        .filter(step -> interest.isIn(Kind.STEP) && step.job().equals(job))
        .forEach(step -> follower.tell(frame("step", StepRow.of(step))));
  }

  private JobChanges jobChanges(Set<String> names) {
    List<JobRow> rows = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    for (String name : names) {
      view.row(name).ifPresentOrElse(rows::add, () -> removed.add(name));
    }
    return new JobChanges(rows, removed);
  }

  private static Optional<String> jobsFrame(JobChanges changes) {
    return changes.jobs().isEmpty() && changes.removed().isEmpty()
        ? Optional.empty()
        : Optional.of(frame("jobs", changes));
  }

  private Optional<String> workersFrame() {
    Map<String, WorkerRow> now = new HashMap<>();
    view.workerRows().forEach(row -> now.put(row.worker(), row));
    List<WorkerRow> changed =
        now.values().stream()
            .filter(row -> !row.saysTheSameAs(workersTold.get(row.worker())))
            .toList();
    List<String> removed =
        workersTold.keySet().stream().filter(name -> !now.containsKey(name)).sorted().toList();
    workersTold.clear();
    workersTold.putAll(now);
    return changed.isEmpty() && removed.isEmpty()
        ? Optional.empty()
        : Optional.of(frame("workers", new WorkerChanges(changed, removed)));
  }

  private Optional<String> fleetFrame() {
    FleetSummary now = summary.get();
    boolean isNews =
        summaryTold
            .filter(told -> told.at(now.at()).equals(now))
            .filter(told -> told.at().plus(SUMMARY_AT_LEAST).isAfter(now.at()))
            .isEmpty();
    if (!isNews) {
      return Optional.empty();
    }
    summaryTold = Optional.of(now);
    return Optional.of(frame("fleet", now));
  }

  @Override
  public void close() {
    followers.forEach(Follower::close);
  }

  /** A server-sent event; JSON text has no line breaks. */
  static String frame(String name, Object data) {
    return "event: %s\ndata: %s\n\n".formatted(name, ApiJson.text(data));
  }
}
