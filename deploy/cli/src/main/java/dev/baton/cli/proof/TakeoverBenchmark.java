package dev.baton.cli.proof;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.jobs.RequestChannel;
import dev.baton.cli.local.LocalFleet;
import dev.baton.cli.local.ProcessSignal;
import dev.baton.cli.proof.TakeoverScene.Mark;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.Topics;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes a job's worker away, again and again, each time when another one is ready for it, and
 * measures what that costs.
 */
final class TakeoverBenchmark implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private final LocalFleet fleet;
  private final ProcessSignal signal;
  private final Duration window;
  private final TakeoverScene scene;
  private final TopicTail<Event> events;
  private final TopicTail<Progress> progress;

  /**
   * @param request a job long enough to be taken away as often as one likes
   * @param signal how its worker is taken away
   * @param window how long the job is watched after each blow, and as long undisturbed after that;
   *     zero if only the takeover matters
   */
  TakeoverBenchmark(
      LocalFleet fleet, Request.Train request, ProcessSignal signal, Duration window) {
    this.fleet = fleet;
    this.signal = signal;
    this.window = window;
    this.scene = new TakeoverScene(request.job());
    KafkaConnection kafka = fleet.connection().kafka();
    this.events = TopicTail.fromEnd(kafka, Topics.EVENTS, Event.class);
    this.progress = TopicTail.fromEnd(kafka, Topics.PROGRESS, Progress.class);
    new RequestChannel(kafka).require(request);
  }

  /**
   * What one loss cost.
   *
   * @param length from the blow to the end of the other worker's first step
   * @param goodput steps a second in the window after the blow, as a share of those in the
   *     undisturbed window after it; empty where there are no windows
   */
  record Takeover(Duration length, Optional<Double> goodput) {}

  /**
   * Takes the worker away once.
   *
   * @throws CommandFailedException when nobody takes over
   */
  Takeover next() {
    Event.FirstStepDone training = await("a second worker to be ready", scene::target);
    long pid =
        fleet
            .process(training.worker())
            .map(ProcessHandle::pid)
            .orElseThrow(() -> new CommandFailedException(training.worker() + " is down"));
    Optional<Mark> before = scene.mark();
    long begin = System.nanoTime();
    Instant at = Instant.now();
    scene.struck(training.worker(), at);
    Event.FirstStepDone first = strike(pid, training);
    Duration length = Duration.between(at, first.at());
    if (window.isZero()) {
      return new Takeover(length, Optional.empty());
    }
    Optional<Mark> struck = watchUntil(begin + window.toNanos());
    Optional<Mark> undisturbed = watchUntil(begin + 2 * window.toNanos());
    return new Takeover(length, goodput(before, struck, undisturbed));
  }

  /** A worker that stands still is let go on when it has been replaced, and not later. */
  private Event.FirstStepDone strike(long pid, Event.FirstStepDone training) {
    signal.send(pid);
    try {
      return await("another worker to take over", () -> scene.successor(training));
    } finally {
      if (signal == ProcessSignal.STOP) {
        ProcessSignal.CONT.send(pid);
      }
    }
  }

  /** Empty when a window is too short for two signs of life. */
  private static Optional<Double> goodput(
      Optional<Mark> before, Optional<Mark> struck, Optional<Mark> undisturbed) {
    if (before.isEmpty() || struck.equals(before) || undisturbed.equals(struck)) {
      return Optional.empty();
    }
    double usual = stepsPerSecond(struck.orElseThrow(), undisturbed.orElseThrow());
    return usual == 0
        ? Optional.empty()
        : Optional.of(stepsPerSecond(before.get(), struck.orElseThrow()) / usual);
  }

  private static double stepsPerSecond(Mark from, Mark to) {
    return (to.steps() - from.steps()) / (Duration.between(from.at(), to.at()).toNanos() / 1e9);
  }

  private Optional<Mark> watchUntil(long nanos) {
    while (System.nanoTime() - nanos < 0) {
      receive();
    }
    return scene.mark();
  }

  private <T> T await(String what, Supplier<Optional<T>> condition) {
    long begin = System.nanoTime();
    Optional<T> met = condition.get();
    while (met.isEmpty()) {
      if (System.nanoTime() - begin > LONGEST_WAIT.toNanos()) {
        throw new CommandFailedException(
            "Waited %s for %s".formatted(Quantities.duration(LONGEST_WAIT), what));
      }
      receive();
      met = condition.get();
    }
    return met.get();
  }

  private void receive() {
    events.pollMessages(POLL).forEach(scene::on);
    progress.pollMessages(Duration.ZERO).forEach(scene::on);
  }

  @Override
  public void close() {
    events.close();
    progress.close();
  }
}
