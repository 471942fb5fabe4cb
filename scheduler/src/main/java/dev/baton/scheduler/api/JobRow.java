package dev.baton.scheduler.api;

import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Progress.StepProgress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A job in a list.
 *
 * @param cfg a built-in model's name, or {@code own model}
 * @param epoch epochs finished, by the last progress of its running attempt or, where nothing runs,
 *     in its newest checkpoint
 * @param step steps done in the epoch after that
 * @param progress 0 to 1; a finished job has 1 even if it stopped early
 * @param map50 of the newest finished epoch, as {@code map} and {@code fitness}
 * @param loss sum of the running epoch's mean losses
 * @param worker of the newest attempt, empty before the first
 * @param attempts started so far
 * @param branch 0 for the one that it began with
 * @param etaSeconds to the last step at the speed of this attempt so far
 * @param heardAt the last sign of it
 * @param why what ended a failed job, or holds a running one up
 */
record JobRow(
    String job,
    Status status,
    String owner,
    String pool,
    int priority,
    String task,
    String cfg,
    int epoch,
    int epochs,
    int step,
    OptionalInt stepsPerEpoch,
    double progress,
    Optional<Double> map50,
    Optional<Double> map,
    Optional<Double> fitness,
    Optional<Double> loss,
    Optional<Double> imagesPerSecond,
    String worker,
    int attempts,
    int branch,
    Optional<Long> etaSeconds,
    Instant submittedAt,
    Instant statusSince,
    Instant heardAt,
    Optional<String> why) {

  static JobRow of(KnownJob job) {
    JobState state = job.state();
    Optional<StepProgress> last = job.progress();
    Position position = Position.of(job);
    return new JobRow(
        state.job(),
        state.status(),
        state.spec().owner(),
        state.spec().pool(),
        state.spec().priority(),
        state.spec().task(),
        state.spec().hasOwnModel() ? "own model" : state.spec().cfg(),
        position.epoch(),
        state.spec().epochs(),
        position.step(),
        job.stepsPerEpoch(),
        state.status() == Status.FINISHED ? 1 : position.share(job),
        metric(state, "mAP50"),
        metric(state, "mAP50-95"),
        fitness(state),
        last.map(progress -> sum(progress.losses())).filter(Double::isFinite),
        last.map(StepProgress::imagesPerSecond).filter(Double::isFinite),
        state.worker(),
        state.attempts(),
        state.branchNumber(),
        job.remainingSeconds(),
        state.submittedAt(),
        state.statusSince(),
        last.map(StepProgress::at)
            .filter(at -> at.isAfter(state.heardAt()))
            .orElse(state.heardAt()),
        state.why());
  }

  /** The reference's: a tenth of mAP50 and nine of mAP50-95. Other trainers have their own. */
  private static Optional<Double> fitness(JobState state) {
    return metric(state, "mAP50")
        .flatMap(map50 -> metric(state, "mAP50-95").map(map -> 0.1 * map50 + 0.9 * map));
  }

  private static Optional<Double> metric(JobState state, String name) {
    return Optional.ofNullable(state.metrics().get(name)).filter(Double::isFinite);
  }

  private static double sum(Map<String, Double> losses) {
    return losses.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Epochs finished and steps done since. */
  private record Position(int epoch, int step) {
    static Position of(KnownJob job) {
      return job.progress()
          .map(progress -> new Position(progress.epoch() - 1, progress.step()))
          .orElseGet(() -> new Position(job.state().epoch(), job.state().step()));
    }

    double share(KnownJob job) {
      double part = 0;
      if (job.stepsPerEpoch().isPresent()) {
        part = Math.min(1, (double) step / job.stepsPerEpoch().getAsInt());
      }
      return Math.min(1, (epoch + part) / job.state().spec().epochs());
    }
  }
}
