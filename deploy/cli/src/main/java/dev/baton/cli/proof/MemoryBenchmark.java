package dev.baton.cli.proof;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.jobs.RequestChannel;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Request;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.util.OptionalLong;

/** Has the only worker of a fleet train a job, and looks at its memory after every few steps. */
final class MemoryBenchmark implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

  private final LocalFleet fleet;
  private final String worker;
  private final JobObserver observer;
  private OptionalLong pid = OptionalLong.empty();
  private long steps;
  private int checkpoints;

  /**
   * @param request a job of more steps than are measured
   */
  MemoryBenchmark(LocalFleet fleet, Request.Train request) {
    this.fleet = fleet;
    this.worker = fleet.workers().getFirst();
    KafkaConnection kafka = fleet.connection().kafka();
    this.observer = new JobObserver(kafka, request.job());
    new RequestChannel(kafka).require(request);
  }

  /**
   * The worker at a step.
   *
   * @param steps done since the training began
   * @param checkpoints committed since then
   */
  record Look(long steps, int checkpoints, ProcessFootprint footprint) {}

  /**
   * Waits until the job has done {@code step} steps, and looks.
   *
   * @throws CommandFailedException when the job ends before, or the worker is lost
   */
  Look at(long step) {
    while (steps < step) {
      observer.poll(POLL).forEach(this::on);
      if (observer.silence().compareTo(LONGEST_SILENCE) > 0) {
        throw new CommandFailedException(
            "%s has said nothing for %s".formatted(worker, Quantities.duration(LONGEST_SILENCE)));
      }
    }
    return new Look(steps, checkpoints, footprint());
  }

  private void on(Message message) {
    switch (message) {
      case StepProgress progress -> steps = Place.of(progress).steps(progress.stepsPerEpoch());
      case Event.Checkpointed checkpoint -> checkpoints++;
      case Event.JobFailed failed ->
          throw new CommandFailedException("The training failed: " + failed.why());
      case Event.JobFinished finished ->
          throw new CommandFailedException(
              "The training ended after %s: give it more --epochs"
                  .formatted(Quantities.count(steps, "step")));
      default -> {}
    }
  }

  private ProcessFootprint footprint() {
    ProcessHandle process =
        fleet.process(worker).orElseThrow(() -> new CommandFailedException(worker + " is down"));
    if (pid.isPresent() && pid.getAsLong() != process.pid()) {
      throw new CommandFailedException(worker + " was lost and started again");
    }
    pid = OptionalLong.of(process.pid());
    return ProcessFootprint.of(process.pid())
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "This system does not tell what a process takes up: there is no /proc/PID/status"));
  }

  @Override
  public void close() {
    observer.close();
  }
}
