package dev.baton.cli.proof;

import dev.baton.cli.output.DurationSample;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Table;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a drill has done and what it has cost. Pure: strikes and messages in, figures out. */
final class DrillTally {
  private final Map<StrikeKind, Integer> strikes = new EnumMap<>(StrikeKind.class);
  private final Map<StrikeKind, List<Duration>> takeovers = new EnumMap<>(StrikeKind.class);
  private Optional<Pending> pending = Optional.empty();
  private Duration unbroken = Duration.ZERO;
  private Duration wanted = Duration.ZERO;
  private Duration spent = Duration.ZERO;
  private int stepsPerEpoch;
  private long furthest;
  private long redoneSteps;
  private long wantedSteps;

  /** A takeover that has not come yet. */
  private record Pending(StrikeKind strike, String attemptId, Instant at) {}

  /** An undisturbed training took so long, from its request to its end. */
  void unbroken(Duration took) {
    unbroken = took;
  }

  /** Another training begins. */
  void begin() {
    furthest = 0;
    pending = Optional.empty();
  }

  /** A training has ended; all its steps were wanted once. */
  void end(int epochs, Duration took) {
    wantedSteps += (long) epochs * stepsPerEpoch;
    wanted = wanted.plus(unbroken);
    spent = spent.plus(took);
  }

  /**
   * @param attemptId the attempt that ran when it fell
   */
  void struck(StrikeKind strike, String attemptId, Instant at) {
    strikes.merge(strike, 1, Integer::sum);
    if (strike.hitsTraining()) {
      pending = Optional.of(new Pending(strike, attemptId, at));
    }
  }

  void on(StepProgress step) {
    stepsPerEpoch = step.stepsPerEpoch();
    furthest = Math.max(furthest, Place.of(step).steps(stepsPerEpoch));
  }

  void on(Event.FirstStepDone first) {
    long steps = new Place(first.epoch(), first.step()).steps(stepsPerEpoch);
    redoneSteps += Math.max(0, furthest - (steps - 1));
    furthest = Math.max(furthest, steps);
    pending
        .filter(p -> !p.attemptId().equals(first.attemptId()))
        .ifPresent(p -> tookOver(p, first.at()));
  }

  private void tookOver(Pending struck, Instant at) {
    takeovers
        .computeIfAbsent(struck.strike(), strike -> new ArrayList<>())
        .add(Duration.between(struck.at(), at));
    pending = Optional.empty();
  }

  int strikes() {
    return strikes.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Steps that were reported and had to be done once more. */
  long redoneSteps() {
    return redoneSteps;
  }

  /** Time that the trainings would have taken undisturbed, in percent of the time they took. */
  double goodputPercent() {
    return spent.isZero() ? 100 : 100.0 * wanted.toNanos() / spent.toNanos();
  }

  /** Strikes by kind, each with the takeovers after it: strike to the end of the first step. */
  List<Line> table() {
    Table table = new Table("STRIKE", "TIMES", "TAKEOVERS", "P50", "P99", "LONGEST");
    strikes.forEach(
        (strike, times) -> {
          DurationSample lengths = DurationSample.of(takeovers.getOrDefault(strike, List.of()));
          table.add(
              strike.description(),
              String.valueOf(times),
              strike.hitsTraining() ? String.valueOf(lengths.size()) : "-",
              lengths.text(0.5),
              lengths.text(0.99),
              lengths.text(1));
        });
    return table.lines();
  }

  /** One line: strikes, work done twice, goodput. */
  String summary() {
    double share = wantedSteps == 0 ? 0 : 100.0 * redoneSteps / wantedSteps;
    return "%s; work redone: %d of %d steps (%s %%); goodput %s %%"
        .formatted(
            Quantities.count(strikes(), "strike"),
            redoneSteps,
            wantedSteps,
            Quantities.number(share),
            Quantities.number(goodputPercent()));
  }
}
