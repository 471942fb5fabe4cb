package dev.baton.scheduler.core;

import dev.baton.common.messages.Control.YieldAttempt;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.TrainEpochs;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Publishes the commands of jobs that wait, as many as there are live workers in their pool and one
 * more, so that a worker never waits for the scheduler and the rest of the queue can still be
 * changed. The order is priority, then fair share between owners, then age.
 */
final class Dispatch {
  /** Long enough for a worker to take a command and for its start to be heard. */
  private static final Duration REALLY_WAITS = Duration.ofSeconds(2);

  private final Draft draft;
  private final Instant now;

  Dispatch(Draft draft) {
    this.draft = draft;
    this.now = draft.now;
  }

  void run() {
    Set<String> pools =
        draft.jobs.values().stream()
            .filter(job -> !job.status().isEnd())
            .map(job -> job.spec().pool())
            .collect(Collectors.toSet());
    pools.stream().sorted().forEach(this::run);
  }

  private void run(String pool) {
    long room = draft.liveWorkers(pool) + 1;
    while (draft.active(pool).stream().filter(JobState::isCommandOpen).count() < room) {
      Optional<JobState> next = next(pool, draft.active(pool));
      if (next.isEmpty()) {
        break;
      }
      publish(next.get());
    }
    if (!draft.hasIdleWorker(pool)) {
      askToYield(pool);
    }
  }

  /** Publishes the job's next command; its predecessor, if still open, is void from here on. */
  void publish(JobState job) {
    String pool = job.spec().pool();
    boolean othersWait =
        !draft.hasIdleWorker(pool)
            && draft.active(pool).stream()
                .anyMatch(j -> j.status() == Status.QUEUED && !j.job().equals(job.job()));
    Watch watch = draft.watch(job.job(), now);
    JobState published =
        draft.change(
            job,
            j -> {
              j.commandNumber++;
              j.throughEpoch = Quantum.throughEpoch(job, watch.epochDuration(), othersWait);
              j.isCommandOpen = true;
              j.publishedAt = now;
              j.become(Status.QUEUED, now);
            });
    draft.watches.put(job.job(), watch.published(now));
    draft.commands.add(
        new TrainEpochs(
            job.job(),
            published.commandNumber(),
            job.epoch(),
            published.throughEpoch(),
            job.spec(),
            job.specDigest(),
            job.branch(),
            now));
  }

  private Optional<JobState> next(String pool, List<JobState> active) {
    List<JobState> jobs =
        draft.jobs.values().stream().filter(job -> job.spec().pool().equals(pool)).toList();
    return QueueOrder.of(jobs).first(active.stream().filter(job -> !job.isCommandOpen()).toList());
  }

  /**
   * Asks commands to end at their next epoch's end, one for each job that waits: at once for a job
   * of higher priority, after a minute for an equal one.
   */
  private void askToYield(String pool) {
    List<JobState> active = draft.active(pool);
    List<JobState> waiting =
        active.stream()
            .filter(job -> job.status() == Status.QUEUED && !isTaken(job))
            .filter(job -> !job.statusSince().plus(REALLY_WAITS).isAfter(now))
            .sorted(Comparator.comparingInt((JobState job) -> -job.spec().priority()))
            .toList();
    long yielding = active.stream().filter(Dispatch::isYielding).count();
    waiting.stream().skip(yielding).forEach(this::askOneToYield);
  }

  private void askOneToYield(JobState waiting) {
    draft.active(waiting.spec().pool()).stream()
        .filter(job -> job.status() == Status.RUNNING && !isYielding(job))
        .filter(job -> mayDisplace(waiting, job))
        .min(
            Comparator.comparingInt((JobState job) -> job.spec().priority())
                .thenComparing(job -> startedAt(job))
                .thenComparing(JobState::job))
        .ifPresent(
            job -> {
              draft.change(job, j -> j.yieldedCommand = j.commandNumber);
              draft.controls.add(new YieldAttempt(job.job(), job.commandNumber()));
            });
  }

  private boolean mayDisplace(JobState waiting, JobState running) {
    int difference = waiting.spec().priority() - running.spec().priority();
    boolean hadItsShare = !startedAt(running).plus(Quantum.WHILE_OTHERS_WAIT).isAfter(now);
    return difference > 0 || (difference == 0 && hadItsShare);
  }

  private Instant startedAt(JobState job) {
    return draft.watch(job.job(), now).startedAt().orElse(now);
  }

  /** Whether a worker has it, though its attempt has not started yet. */
  private boolean isTaken(JobState job) {
    return job.isCommandOpen() && draft.watch(job.job(), now).startedAt().isPresent();
  }

  private static boolean isYielding(JobState job) {
    return job.status() == Status.RUNNING && job.yieldedCommand() == job.commandNumber();
  }
}
