package dev.baton.cli.proof;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.jobs.RequestChannel;
import dev.baton.cli.local.LocalFleet;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.cli.proof.ReplayComparison.LostWorker;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Request;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Trains a plan once more in a fleet of its own, loses workers on the way, and compares. */
final class Replay {
  private static final Duration POLL = Duration.ofMillis(50);

  /** Large sets are read once before the first step. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);

  private final ReplayPlan plan;
  private final String name;
  private final LocalFleet fleet;
  private final Terminal terminal;

  /** Those to come, in their order. */
  private final List<Loss> losses;

  private final List<LostWorker> lost = new ArrayList<>();
  private Optional<Kill> kill = Optional.empty();
  private boolean isOver;

  /** The last one, until another attempt has done its first step. */
  private record Kill(String attemptId, Instant at) {}

  Replay(ReplayPlan plan, String name, List<Loss> losses, LocalFleet fleet, Terminal terminal) {
    this.plan = plan;
    this.name = name;
    this.losses = new ArrayList<>(losses);
    this.fleet = fleet;
    this.terminal = terminal;
  }

  /** Trains to the end of the plan, or to the first difference. */
  ReplayComparison run() throws IOException {
    try (JobObserver observer = new JobObserver(fleet.connection().kafka(), name)) {
      new RequestChannel(fleet.connection().kafka())
          .require(new Request.Train(name, plan.spec(), UUID.randomUUID().toString()));
      while (!isOver) {
        observer.poll(POLL).forEach(this::on);
        if (observer.silence().compareTo(LONGEST_SILENCE) > 0) {
          throw new CommandFailedException(
              "Nothing was heard of the replay for %s"
                  .formatted(Quantities.duration(LONGEST_SILENCE)));
        }
      }
    }
    terminal.clearStatus();
    if (!losses.isEmpty()) {
      terminal.print(
          Line.bad(
              "%d of the losses did not come: the training ended before".formatted(losses.size())));
    }
    try (ObjectStore store = fleet.connection().openStore()) {
      return ReplayComparison.of(plan.originals(), new JobLog(store, name).read(), lost);
    }
  }

  private void on(Message message) {
    switch (message) {
      case StepProgress step -> on(step);
      case Event.AttemptStarted started -> on(started);
      case Event.FirstStepDone first -> on(first);
      case Event.Checkpointed checkpoint -> on(checkpoint);
      case Event.JobFinished finished -> isOver = true;
      case Event.JobFailed failed ->
          throw new CommandFailedException("The replay failed: " + failed.why());
      default -> {}
    }
  }

  private void on(StepProgress step) {
    terminal.showStatus(
        "epoch %d/%d  step %d/%d  %s"
            .formatted(
                step.epoch(),
                plan.end().epoch(),
                step.step(),
                step.stepsPerEpoch(),
                step.worker()));
    boolean isDue = !losses.isEmpty() && losses.getFirst().isDueAt(step);
    // Reports of a worker that is dead already may still come.
    boolean isOfTheDead = kill.filter(k -> k.attemptId().equals(step.attemptId())).isPresent();
    if (isDue && !isOfTheDead) {
      losses.removeFirst();
      kill(step);
    }
  }

  private void kill(StepProgress step) {
    Instant at = Instant.now();
    long pid = fleet.kill(step.worker());
    kill = Optional.of(new Kill(step.attemptId(), at));
    lost.add(new LostWorker(step.worker(), Place.of(step)));
    terminal.print(
        Line.bad(
            "kill -9: %s (process %d) dies in epoch %d, after step %d of %d"
                .formatted(step.worker(), pid, step.epoch(), step.step(), step.stepsPerEpoch())));
  }

  private void on(Event.AttemptStarted started) {
    terminal.print(
        "%s trains from %s"
            .formatted(started.worker(), new Place(started.epoch(), started.step())));
    if (lost.isEmpty() && !started.numerics().equals(plan.numerics())) {
      terminal.print(
          Line.bad(
              "the original began in %s, this machine computes in %s: other bits are no fault"
                  .formatted(plan.numerics(), started.numerics())));
    }
  }

  private void on(Event.FirstStepDone first) {
    Optional<Kill> over = kill.filter(k -> !k.attemptId().equals(first.attemptId()));
    over.ifPresent(
        k -> {
          terminal.print(
              Line.good(
                  "its first step is done %s after the kill"
                      .formatted(Quantities.millis(Duration.between(k.at(), first.at())))));
          kill = Optional.empty();
        });
  }

  private void on(Event.Checkpointed checkpoint) {
    Place place = Place.of(checkpoint);
    Checkpointed original = plan.originals().get(place);
    boolean isOther = original != null && !original.stateDigest().equals(checkpoint.stateDigest());
    isOver |= isOther || place.compareTo(plan.end()) >= 0;
  }
}
