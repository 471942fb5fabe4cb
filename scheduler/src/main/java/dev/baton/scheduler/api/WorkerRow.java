package dev.baton.scheduler.api;

import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.StepProgress;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A worker in a list.
 *
 * @param state as it says itself, or {@code SILENT} when it says nothing
 * @param epoch epochs of its job that are finished
 * @param step steps done in the epoch after that
 * @param memoryBytes of its process, if it tells
 * @param lastSeenAt by this scheduler's clock
 */
record WorkerRow(
    String worker,
    String pool,
    String state,
    Optional<String> job,
    OptionalInt epoch,
    OptionalInt step,
    Optional<Double> imagesPerSecond,
    Optional<Double> stepsPerSecond,
    Optional<Long> memoryBytes,
    String device,
    String host,
    long pid,
    String release,
    Instant lastSeenAt) {

  static final String SILENT = "SILENT";

  /**
   * @param step progress of the job that it trains
   * @param spec of that job
   */
  static WorkerRow of(
      Heartbeat beat,
      boolean isSilent,
      Instant lastSeenAt,
      Optional<StepProgress> step,
      Optional<JobSpec> spec) {
    Optional<Double> images = step.map(StepProgress::imagesPerSecond).filter(Double::isFinite);
    return new WorkerRow(
        beat.worker(),
        beat.pool(),
        isSilent ? SILENT : beat.state().name(),
        beat.job(),
        integer(step.map(s -> s.epoch() - 1)),
        integer(step.map(StepProgress::step)),
        images,
        images.flatMap(rate -> spec.map(s -> rate / s.batch())),
        beat.memoryBytes(),
        beat.device(),
        beat.host(),
        beat.pid(),
        beat.release(),
        lastSeenAt);
  }

  /** Whether only the time differs at which it was heard of. */
  boolean saysTheSameAs(WorkerRow other) {
    return other != null && seenAt(other.lastSeenAt).equals(other);
  }

  private WorkerRow seenAt(Instant at) {
    return new WorkerRow(
        worker,
        pool,
        state,
        job,
        epoch,
        step,
        imagesPerSecond,
        stepsPerSecond,
        memoryBytes,
        device,
        host,
        pid,
        release,
        at);
  }

  boolean isAlive() {
    return !state.equals(SILENT);
  }

  private static OptionalInt integer(Optional<Integer> value) {
    return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }
}
