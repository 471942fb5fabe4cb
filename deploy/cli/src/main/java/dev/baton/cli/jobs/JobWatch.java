package dev.baton.cli.jobs;

import static dev.baton.common.text.Quantities.millis;
import static dev.baton.common.text.Quantities.named;

import dev.baton.cli.output.Line;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.AttemptEnded;
import dev.baton.common.messages.Event.AttemptStarted;
import dev.baton.common.messages.Event.FirstStepDone;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.text.EventText;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Follows one job from what is heard of it, and says it to a person. Time comes with the messages,
 * so the same messages give the same words.
 *
 * <p>An attempt is <em>lost</em> when another one starts before it has said that it ended; then the
 * time of the takeover is counted from its last sign of life. Signs come from several machines, so
 * the figure is as good as their clocks agree.
 */
public final class JobWatch {
  /** A silence longer than this is worth a word: progress comes about once a second. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  private static final Set<String> BEGINNINGS = Set.of("train", "rerun", "extend", "rewind");

  private final String job;
  private Optional<Running> running = Optional.empty();
  private final List<AttemptStarted> takeovers = new ArrayList<>();
  private Optional<StepProgress> progress = Optional.empty(); // the last one of any attempt
  private Optional<Ending> ending = Optional.empty();
  private boolean isPaused;

  /** How a job ended. */
  public enum Ending {
    FINISHED,
    FAILED,
    CANCELLED,
    REMOVED;

    /** That of a job which has ended with {@code status}. */
    static Ending of(JobState.Status status) {
      return switch (status) {
        case FINISHED -> FINISHED;
        case CANCELLED -> CANCELLED;
        default -> FAILED;
      };
    }
  }

  /**
   * The attempt that owns the job.
   *
   * @param firstProgress its first progress, from which its speed is counted
   * @param lost the attempt that it took over from
   */
  private record Running(
      AttemptStarted start,
      boolean hasEnded,
      Instant lastSign,
      Optional<StepProgress> firstProgress,
      Optional<Lost> lost) {

    boolean isOf(String attemptId) {
      return start.attemptId().equals(attemptId);
    }

    boolean isBy(Heartbeat beat) {
      return start.worker().equals(beat.worker()) && start.commandNumber() == beat.commandNumber();
    }

    Running beginningAt(StepProgress step) {
      return new Running(start, hasEnded, lastSign, Optional.of(step), lost);
    }

    Running heardAt(Instant at) {
      Instant latest = at.isAfter(lastSign) ? at : lastSign;
      return new Running(start, hasEnded, latest, firstProgress, lost);
    }
  }

  /** An attempt that never said how it ended. */
  private record Lost(String worker, Instant lastSign) {
    String since(Instant at) {
      return "%s after the last sign of %s"
          .formatted(millis(Duration.between(lastSign, at)), worker);
    }
  }

  public JobWatch(String job) {
    this.job = job;
  }

  /** How the job ended; empty while it goes on. */
  public Optional<Ending> ending() {
    return ending;
  }

  /** Takes in an event; one of another job says nothing. */
  public List<Line> on(Event event) {
    if (!event.job().equals(job)) {
      return List.of();
    }
    return switch (event) {
      case AttemptStarted started -> List.of(started(started));
      case FirstStepDone first -> List.of(firstStep(first));
      case AttemptEnded ended -> {
        ended(ended);
        yield List.of(said(ended));
      }
      case Event.JobFinished e -> end(Ending.FINISHED, e);
      case Event.JobFailed e -> end(Ending.FAILED, e);
      case Event.JobCancelled e -> end(Ending.CANCELLED, e);
      case Event.JobRemoved e -> end(Ending.REMOVED, e);
      case Event.Checkpointed e -> {
        heard(e.attemptId(), e.at());
        yield List.of(said(e));
      }
      case Event.RequestAccepted e -> {
        if (BEGINNINGS.contains(e.request())) {
          ending = Optional.empty(); // a new branch, or a new job under the name of a removed one
          isPaused = false;
          takeovers.clear();
          progress = Optional.empty();
        }
        isPaused = e.request().equals("pause") || isPaused && !e.request().equals("resume");
        yield List.of(said(e));
      }
      case Event.RequestRejected e -> List.of(said(e));
      case Event.AttemptHeldUp e -> List.of(said(e));
      case Event.SizeLimitExceeded e -> List.of(said(e));
      case Event.CommandStale e -> List.of(said(e));
      case Event.CheckpointDamaged e -> List.of(said(e));
      case Event.NumericsChanged e -> List.of(said(e));
    };
  }

  /** Takes in progress; a heartbeat of the worker that trains the job is a sign of life, too. */
  public void on(Progress message) {
    switch (message) {
      case StepProgress step -> on(step);
      case Heartbeat beat -> {
        if (beat.job().equals(Optional.of(job))) {
          running = running.map(r -> r.isBy(beat) ? r.heardAt(beat.at()) : r);
        }
      }
    }
  }

  private void on(StepProgress step) {
    if (!step.job().equals(job) || running.filter(r -> !r.isOf(step.attemptId())).isPresent()) {
      return;
    }
    heard(step.attemptId(), step.at());
    running = running.map(r -> r.firstProgress().isPresent() ? r : r.beginningAt(step));
    progress = Optional.of(step);
  }

  /** One line on how it goes at this moment. */
  public String status(Instant now) {
    if (running.isEmpty() || running.get().hasEnded()) {
      return isPaused ? "paused: baton resume %s".formatted(job) : "waiting for a worker";
    }
    Running attempt = running.get();
    if (isSilent(attempt, now)) {
      Duration silence = Duration.between(attempt.lastSign(), now);
      return "no sign of %s for %s"
          .formatted(attempt.start().worker(), Quantities.duration(silence));
    }
    return progress
        .filter(step -> attempt.isOf(step.attemptId()))
        .map(this::text)
        .orElse("%s prepares".formatted(attempt.start().worker()));
  }

  /**
   * How it goes at this moment, for the bottom of a terminal: bars as soon as a step has been heard
   * of, else {@link #status}.
   *
   * @param columns that a line may have
   */
  public List<String> display(Instant now, int columns) {
    if (progress.isEmpty()) {
      return List.of(status(now));
    }
    StepProgress step = progress.get();
    List<Long> handovers =
        takeovers.stream().map(at -> (long) at.epoch() * step.stepsPerEpoch() + at.step()).toList();
    WatchBars bars = new WatchBars(step, remaining(step), handovers);
    boolean isTraining =
        running
            .filter(r -> !r.hasEnded() && r.isOf(step.attemptId()) && !isSilent(r, now))
            .isPresent();
    return isTraining ? bars.lines(columns) : bars.lines(columns, status(now));
  }

  private static boolean isSilent(Running attempt, Instant now) {
    return Duration.between(attempt.lastSign(), now).compareTo(SILENCE) > 0;
  }

  private String text(StepProgress step) {
    return "epoch %d/%d  step %d/%d  %s  %s img/s  ETA %s  %s"
        .formatted(
            step.epoch(),
            step.epochs(),
            step.step(),
            step.stepsPerEpoch(),
            named(step.losses()),
            String.format(Locale.ROOT, "%.1f", step.imagesPerSecond()),
            remaining(step).map(Quantities::duration).orElse("-"),
            step.worker());
  }

  /** Time to the last step at the speed that this attempt has had so far, validations included. */
  private Optional<Duration> remaining(StepProgress step) {
    return running
        .flatMap(Running::firstProgress)
        .filter(first -> WatchBars.done(step) > WatchBars.done(first))
        .map(
            first -> {
              Duration elapsed = Duration.between(first.at(), step.at());
              long done = WatchBars.done(step);
              long left = (long) step.epochs() * step.stepsPerEpoch() - done;
              double secondsPerStep = elapsed.toMillis() / 1000.0 / (done - WatchBars.done(first));
              return Duration.ofSeconds(Math.round(left * secondsPerStep));
            });
  }

  private Line started(AttemptStarted start) {
    Optional<Lost> lost =
        running
            .filter(before -> !before.hasEnded())
            .map(before -> new Lost(before.start().worker(), before.lastSign()));
    boolean isOther =
        running.filter(before -> !before.start().worker().equals(start.worker())).isPresent();
    if (lost.isPresent() || isOther) {
      takeovers.add(start);
    }
    running = Optional.of(new Running(start, false, start.at(), Optional.empty(), lost));
    return lost.map(
            attempt ->
                Line.good(
                    "%s takes over from %s, %s"
                        .formatted(
                            start.worker(),
                            EventText.startingPoint(start),
                            attempt.since(start.at()))))
        .orElse(said(start));
  }

  private Line firstStep(FirstStepDone first) {
    heard(first.attemptId(), first.at());
    Optional<Running> attempt = running.filter(r -> r.isOf(first.attemptId()));
    if (attempt.isEmpty()) {
      return said(first);
    }
    Duration sinceStart = Duration.between(attempt.get().start().at(), first.at());
    return attempt
        .get()
        .lost()
        .map(lost -> Line.good("first step done " + lost.since(first.at())))
        .orElse(Line.quiet("first step done %s after the start".formatted(millis(sinceStart))));
  }

  private void ended(AttemptEnded end) {
    running =
        running.map(
            r ->
                r.isOf(end.attemptId())
                    ? new Running(r.start(), true, end.at(), r.firstProgress(), r.lost())
                    : r);
  }

  private static Line said(Event event) {
    EventText text = EventText.of(event);
    return switch (text.severity()) {
      case DETAIL -> Line.quiet(text.text());
      case INFO -> Line.plain(text.text());
      case GOOD -> Line.good(text.text());
      case WARNING, BAD -> Line.bad(text.text());
    };
  }

  private void heard(String attemptId, Instant at) {
    running = running.map(r -> r.isOf(attemptId) ? r.heardAt(at) : r);
  }

  private List<Line> end(Ending how, Event event) {
    ending = Optional.of(how);
    running = Optional.empty(); // who goes on with the job takes over from nobody
    return List.of(said(event));
  }
}
