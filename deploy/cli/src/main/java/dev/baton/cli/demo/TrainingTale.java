package dev.baton.cli.demo;

import static dev.baton.common.text.Quantities.millis;
import static dev.baton.common.text.Quantities.number;
import static dev.baton.common.text.Quantities.position;

import dev.baton.cli.jobs.JobWatch;
import dev.baton.cli.output.Line;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.AttemptStarted;
import dev.baton.common.messages.Event.Checkpointed;
import dev.baton.common.messages.Event.FirstStepDone;
import dev.baton.common.messages.Event.JobFinished;
import dev.baton.common.messages.Progress;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tells one training from its first attempt to its end, to somebody who sees such a thing for the
 * first time. Pure: messages in, lines out.
 */
final class TrainingTale {
  private static final int BAR = 40;
  private static final String MAP50 = "mAP50";

  private final String job;
  private final JobWatch watch;
  private Optional<String> worker = Optional.empty();
  private Optional<Kill> kill = Optional.empty();
  private Optional<Takeover> takeover = Optional.empty();
  private Optional<JobFinished> finished = Optional.empty();
  private Optional<String> failure = Optional.empty();

  private record Kill(String worker, Instant at) {}

  /** The attempt that went on after the kill. */
  private record Takeover(String attemptId, boolean isTold) {}

  TrainingTale(String job) {
    this.job = job;
    this.watch = new JobWatch(job);
  }

  /** The worker that trains at this moment. */
  Optional<String> worker() {
    return worker;
  }

  Optional<JobFinished> finished() {
    return finished;
  }

  /** Why it ended otherwise. */
  Optional<String> failure() {
    return failure;
  }

  boolean isOver() {
    return finished.isPresent() || failure.isPresent();
  }

  /** The worker that trained was killed by us. */
  void killed(String victim, Instant at) {
    kill = Optional.of(new Kill(victim, at));
  }

  List<Line> on(Event event) {
    if (!event.job().equals(job)) {
      return List.of();
    }
    watch.on(event);
    return switch (event) {
      case AttemptStarted e -> started(e);
      case FirstStepDone e -> firstStep(e);
      case Checkpointed e -> e.metrics().isEmpty() ? List.of() : List.of(epoch(e));
      case Event.CheckpointDamaged e ->
          List.of(Line.bad("checkpoint %d is damaged: %s".formatted(e.sequence(), e.why())));
      case Event.NumericsChanged e ->
          List.of(Line.bad("numerics changed from %s to %s".formatted(e.from(), e.to())));
      case JobFinished e -> {
        finished = Optional.of(e);
        yield List.of();
      }
      case Event.JobFailed e -> fail("the job failed: " + e.why());
      case Event.JobCancelled e -> fail("somebody cancelled the job");
      case Event.RequestRejected e -> fail("refused: " + String.join("; ", e.reasons()));
      default -> List.of();
    };
  }

  /** Takes in progress. */
  void on(Progress progress) {
    watch.on(progress);
  }

  /** One line on how it goes. */
  String status(Instant now) {
    return watch.status(now);
  }

  private List<Line> started(AttemptStarted start) {
    boolean isSameWorker = worker.equals(Optional.of(start.worker()));
    worker = Optional.of(start.worker());
    if (kill.isPresent() && takeover.isEmpty()) {
      takeover = Optional.of(new Takeover(start.attemptId(), false));
      String from =
          start
              .checkpoint()
              .map(
                  sequence ->
                      "checkpoint %d (%s)"
                          .formatted(sequence, position(start.epoch(), start.step())))
              .orElse("zero");
      return List.of(
          Line.good(
              "%s has taken over %s after the kill, from %s"
                  .formatted(start.worker(), sinceKill(start.at()), from)));
    }
    if (isSameWorker) {
      return List.of(); // its next command
    }
    String from = start.checkpoint().isEmpty() ? "zero" : position(start.epoch(), start.step());
    return List.of(Line.plain("%s trains from %s".formatted(start.worker(), from)));
  }

  private List<Line> firstStep(FirstStepDone first) {
    boolean isOfTakeover =
        takeover.filter(t -> !t.isTold() && t.attemptId().equals(first.attemptId())).isPresent();
    if (!isOfTakeover) {
      return List.of();
    }
    takeover = Optional.of(new Takeover(first.attemptId(), true));
    return List.of(
        Line.good(
            "its first step is done %s after the kill (%s)"
                .formatted(sinceKill(first.at()), position(first.epoch(), first.step()))));
  }

  private String sinceKill(Instant at) {
    return millis(Duration.between(kill.orElseThrow().at(), at));
  }

  private static Line epoch(Checkpointed checkpoint) {
    Double map50 = checkpoint.metrics().get(MAP50);
    if (map50 == null) {
      return Line.plain(
          "epoch %2d  %s".formatted(checkpoint.epoch(), Quantities.named(checkpoint.metrics())));
    }
    String bar = "#".repeat((int) Math.round(map50 * BAR));
    String line = "epoch %2d  mAP50 %s  %s".formatted(checkpoint.epoch(), number(map50), bar);
    return Line.plain(line.stripTrailing());
  }

  private List<Line> fail(String why) {
    failure = Optional.of(why);
    return List.of();
  }
}
