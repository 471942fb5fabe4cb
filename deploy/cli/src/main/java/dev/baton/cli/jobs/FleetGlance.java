package dev.baton.cli.jobs;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Table;
import dev.baton.cli.output.Tone;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A fleet at one moment: what {@code baton top} shows. With {@code --json} the fields of this
 * record are the documented shape.
 *
 * @param jobs those that have not ended: running ones first, then the queue by priority and age,
 *     then paused ones
 */
record FleetGlance(List<WorkerRow> workers, List<JobProgress> jobs, Instant at) {

  /**
   * A job that has not ended.
   *
   * @param epoch the running epoch, counted from 1; of a job that does not run, epochs finished
   * @param step steps of it that are done
   * @param worker that trains it, absent unless it runs
   * @param imagesPerSecond absent unless it runs
   */
  record JobProgress(
      String job,
      Status status,
      int epoch,
      int epochs,
      int step,
      Optional<String> worker,
      Optional<Double> imagesPerSecond,
      int priority,
      String owner,
      Instant statusSince) {

    static JobProgress of(JobState state, Optional<StepProgress> step) {
      Optional<StepProgress> running =
          step.filter(s -> state.status() == Status.RUNNING && s.epoch() > state.epoch());
      return new JobProgress(
          state.job(),
          state.status(),
          running.map(StepProgress::epoch).orElse(state.epoch()),
          state.spec().epochs(),
          running.map(StepProgress::step).orElse(state.step()),
          Optional.of(state.worker()).filter(w -> state.status() == Status.RUNNING),
          running.map(StepProgress::imagesPerSecond),
          state.spec().priority(),
          state.spec().owner(),
          state.statusSince());
    }
  }

  private static final List<Status> ORDER = List.of(Status.RUNNING, Status.QUEUED, Status.PAUSED);

  static FleetGlance of(
      Collection<JobState> jobs,
      List<Heartbeat> workers,
      Function<String, Optional<StepProgress>> steps,
      Instant at) {
    List<JobProgress> unended =
        jobs.stream()
            .filter(job -> !job.status().isEnd())
            .sorted(
                Comparator.comparing((JobState job) -> ORDER.indexOf(job.status()))
                    .thenComparing(job -> -job.spec().priority())
                    .thenComparing(JobState::submittedAt))
            .map(job -> JobProgress.of(job, steps.apply(job.job())))
            .toList();
    return new FleetGlance(workers.stream().map(WorkerRow::of).toList(), unended, at);
  }

  /** For people; of many jobs the first ones, so that {@code rows} lines hold it. */
  List<Line> lines(int rows) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(Tone.TITLE, summary()));
    lines.add(Line.plain(""));
    lines.addAll(
        workers.isEmpty()
            ? List.of(Line.bad("No worker has given a sign: start one with baton worker"))
            : workerTable());
    lines.add(Line.plain(""));
    lines.addAll(jobs.isEmpty() ? List.of(Line.quiet("No job waits or runs")) : jobTable());
    if (lines.size() <= rows) {
      return lines;
    }
    List<Line> some = new ArrayList<>(lines.subList(0, Math.max(0, rows - 1)));
    some.add(Line.quiet("... %d more lines".formatted(lines.size() - some.size())));
    return some;
  }

  private String summary() {
    return "workers: %d, %d busy, %d idle   jobs: %d running, %d queued, %d paused"
        .formatted(
            workers.size(),
            workers.stream().filter(w -> w.state() == WorkerState.BUSY).count(),
            workers.stream().filter(w -> w.state() == WorkerState.IDLE).count(),
            count(Status.RUNNING),
            count(Status.QUEUED),
            count(Status.PAUSED));
  }

  private long count(Status status) {
    return jobs.stream().filter(job -> job.status() == status).count();
  }

  private List<Line> workerTable() {
    Table table = new Table("WORKER", "STATE", "JOB", "DEVICE", "MEMORY");
    for (WorkerRow worker : workers) {
      table.add(
          worker.worker(),
          worker.state().name(),
          worker.job().orElse("-"),
          worker.device(),
          worker.memoryBytes().map(Quantities::bytes).orElse("-"));
    }
    return table.lines();
  }

  private List<Line> jobTable() {
    Table table = new Table("JOB", "STATUS", "EPOCH", "STEP", "IMG/S", "SINCE", "PRIO", "OWNER");
    for (JobProgress job : jobs) {
      table.add(
          job.job,
          job.status.name(),
          job.epoch + "/" + job.epochs,
          String.valueOf(job.step),
          job.imagesPerSecond.map(rate -> String.format(Locale.ROOT, "%.1f", rate)).orElse("-"),
          Quantities.duration(Duration.between(job.statusSince, at)),
          String.valueOf(job.priority),
          job.owner);
    }
    return table.lines();
  }
}
