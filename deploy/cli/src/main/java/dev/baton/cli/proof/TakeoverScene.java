package dev.baton.cli.proof;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Progress.WorkerState;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who trains a job, who waits, and how far it has come. Pure: messages about the fleet in, in the
 * order in which they were sent by each worker.
 */
final class TakeoverScene {
  private final String job;
  private final Map<String, Heartbeat> heartbeats = new HashMap<>();
  private final Map<String, Instant> struck = new HashMap<>();
  private final Map<String, Long> tokens = new HashMap<>();
  private Optional<Event.FirstStepDone> running = Optional.empty();
  private boolean hasCheckpoint;
  private Optional<Mark> mark = Optional.empty();

  TakeoverScene(String job) {
    this.job = job;
  }

  /**
   * How far the job had come.
   *
   * @param steps most that were ever done since the start of the training
   */
  record Mark(long steps, Instant at) {}

  /** What is said of other jobs is passed over. */
  void on(Message message) {
    switch (message) {
      case Heartbeat beat -> heartbeats.put(beat.worker(), beat);
      case StepProgress step -> {
        if (step.job().equals(job)) {
          on(step);
        }
      }
      case Event event -> {
        if (event.job().equals(job)) {
          on(event);
        }
      }
      default -> {}
    }
  }

  private void on(Event event) {
    switch (event) {
      case Event.AttemptStarted started -> tokens.put(started.attemptId(), started.token());
      case Event.FirstStepDone first -> {
        if (!isSuperseded(first)) {
          running = Optional.of(first);
          hasCheckpoint = false;
        }
      }
      case Event.Checkpointed checkpoint ->
          hasCheckpoint |= running.filter(attempt -> isOf(checkpoint, attempt)).isPresent();
      default -> {}
    }
  }

  /**
   * A worker that stood still finishes the step that it was in before it hears that it was
   * replaced.
   */
  private boolean isSuperseded(Event.FirstStepDone first) {
    return running.filter(now -> token(first) < token(now)).isPresent();
  }

  private long token(Event.FirstStepDone attempt) {
    return tokens.getOrDefault(attempt.attemptId(), 0L);
  }

  private void on(StepProgress step) {
    long steps = Place.of(step).steps(step.stepsPerEpoch());
    long furthest = Math.max(steps, mark.map(Mark::steps).orElse(0L));
    mark = Optional.of(new Mark(furthest, step.at()));
  }

  /**
   * The attempt that may be taken away: it has committed a checkpoint, so that the job gets
   * forward, and another worker waits for work.
   */
  Optional<Event.FirstStepDone> target() {
    return running.filter(attempt -> hasCheckpoint && isAnotherReady(attempt.worker()));
  }

  /** The worker was struck: what it said before counts no more. */
  void struck(String worker, Instant at) {
    struck.put(worker, at);
  }

  /**
   * The attempt that trains now, if it is another one than {@code before} and began after the blow:
   * a worker may have gone on with a job's next command just before it.
   */
  Optional<Event.FirstStepDone> successor(Event.FirstStepDone before) {
    Instant blow = struck.getOrDefault(before.worker(), Instant.MIN);
    return running.filter(
        now -> !now.attemptId().equals(before.attemptId()) && now.at().isAfter(blow));
  }

  /** The last that was heard of steps. */
  Optional<Mark> mark() {
    return mark;
  }

  private static boolean isOf(Event.Checkpointed checkpoint, Event.FirstStepDone attempt) {
    return checkpoint.attemptId().equals(attempt.attemptId());
  }

  private boolean isAnotherReady(String training) {
    return heartbeats.values().stream()
        .filter(beat -> !beat.worker().equals(training) && beat.state() == WorkerState.IDLE)
        .anyMatch(beat -> beat.at().isAfter(struck.getOrDefault(beat.worker(), Instant.MIN)));
  }
}
