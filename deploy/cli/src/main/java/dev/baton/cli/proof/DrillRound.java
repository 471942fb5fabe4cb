package dev.baton.cli.proof;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.jobs.RequestChannel;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Request;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** One training of a drill, from its request to its end. */
final class DrillRound {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

  /** The strike before may have taken the broker or the scheduler. */
  private static final Duration ANSWER = Duration.ofMinutes(1);

  private final KafkaConnection kafka;
  private final Nemesis nemesis;
  private final StrikeSequence strikes;
  private final DrillTally tally;
  private final Consumer<String> say;
  private final Aim aim;
  private Optional<String> failure = Optional.empty();
  private boolean isOver;

  DrillRound(
      KafkaConnection kafka,
      Nemesis nemesis,
      StrikeSequence strikes,
      DrillTally tally,
      Consumer<String> say) {
    this.kafka = kafka;
    this.nemesis = nemesis;
    this.strikes = strikes;
    this.tally = tally;
    this.say = say;
    this.aim = new Aim(strikes.next());
  }

  /**
   * Trains to the end, striking for as long as {@code strikingTime} and leaving the fleet in peace
   * after that.
   *
   * @return why the job failed, if it did
   * @throws CommandFailedException when the fleet does not recover from a strike
   */
  Optional<String> run(Request.Train request, Duration strikingTime) {
    long begin = System.nanoTime();
    try (JobObserver observer = new JobObserver(kafka, request.job())) {
      new RequestChannel(kafka, ANSWER).require(request);
      while (!isOver) {
        observer.poll(POLL).forEach(this::on);
        boolean isPeace = System.nanoTime() - begin >= strikingTime.toNanos();
        if (isPeace) {
          nemesis.rest();
        } else if (!isOver) {
          strikeIfDue();
        }
        if (observer.silence().compareTo(LONGEST_SILENCE) > 0) {
          throw new CommandFailedException(
              "Nothing was heard of %s for %s: the fleet does not recover"
                  .formatted(request.job(), Quantities.duration(LONGEST_SILENCE)));
        }
      }
    } finally {
      nemesis.rest();
    }
    return failure;
  }

  private void on(Message message) {
    aim.on(message, System.nanoTime());
    switch (message) {
      case StepProgress step -> tally.on(step);
      case Event.FirstStepDone first -> tally.on(first);
      case Event.JobFinished finished -> isOver = true;
      case Event.JobFailed failed -> {
        failure = Optional.of(failed.why());
        isOver = true;
      }
      default -> {}
    }
  }

  private void strikeIfDue() {
    Optional<Event.FirstStepDone> target = aim.target(System.nanoTime());
    if (target.isEmpty()) {
      return;
    }
    Strike strike = aim.next();
    Instant at = Instant.now();
    nemesis
        .strike(strike, target.get().worker())
        .ifPresent(
            done -> {
              tally.struck(strike.kind(), target.get().attemptId(), at);
              say.accept(done);
            });
    aim.struck(strikes.next());
  }
}
