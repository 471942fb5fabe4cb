package dev.baton.cli.proof;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trains one plan unbroken, then again and again under a {@link Nemesis}, and compares the state at
 * every epoch's end with the unbroken one's.
 */
final class Drill {
  /** The strike before may have taken the store. */
  private static final Duration STORE_PATIENCE = Duration.ofSeconds(60);

  private final DrillPlan plan;
  private final LocalFleet fleet;
  private final Nemesis nemesis;
  private final StrikeSequence strikes;
  private final Consumer<String> say;
  private final DrillTally tally = new DrillTally();
  private final List<String> differences = new ArrayList<>();
  private int rounds;

  /**
   * @param say told in a line what is done, for people
   */
  Drill(
      DrillPlan plan,
      LocalFleet fleet,
      Nemesis nemesis,
      StrikeSequence strikes,
      Consumer<String> say) {
    this.plan = plan;
    this.fleet = fleet;
    this.nemesis = nemesis;
    this.strikes = strikes;
    this.say = say;
  }

  /**
   * Runs until {@code length} has passed since the end of the unbroken training. The round that
   * runs then is not struck any more, but trained to its end.
   */
  void run(Duration length) throws IOException {
    EpochDigests unbroken = trainUnbroken();
    long begin = System.nanoTime();
    Duration left = length;
    while (left.isPositive()) {
      String job = plan.round(rounds + 1);
      tally.begin();
      long roundBegin = System.nanoTime();
      Optional<String> failure = train(job, left);
      tally.end(plan.epochs(), Duration.ofNanos(System.nanoTime() - roundBegin));
      failure.ifPresent(why -> differences.add("%s failed: %s".formatted(job, why)));
      differences.addAll(digests(job).differencesTo(unbroken));
      rounds++;
      say.accept(
          "%s has ended; %d strikes so far, differences: %d"
              .formatted(job, tally.strikes(), differences.size()));
      left = length.minus(Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  /** Rounds that were trained. */
  int rounds() {
    return rounds;
  }

  DrillTally tally() {
    return tally;
  }

  /** Everything that was not as in the unbroken training. */
  List<String> differences() {
    return List.copyOf(differences);
  }

  private EpochDigests trainUnbroken() throws IOException {
    long begin = System.nanoTime();
    Optional<String> failure = train(plan.unbroken(), Duration.ZERO);
    if (failure.isPresent()) {
      throw new CommandFailedException("Even undisturbed the training failed: " + failure.get());
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    tally.unbroken(took);
    say.accept("unbroken: %d epochs in %s".formatted(plan.epochs(), Quantities.duration(took)));
    EpochDigests digests = digests(plan.unbroken());
    if (!digests.problems().isEmpty()) {
      throw new CommandFailedException(
          "Even undisturbed the training left %s".formatted(digests.problems()));
    }
    return digests;
  }

  private Optional<String> train(String job, Duration strikingTime) {
    return new DrillRound(fleet.connection().kafka(), nemesis, strikes, tally, say)
        .run(plan.request(job), strikingTime);
  }

  private EpochDigests digests(String job) throws IOException {
    try (ObjectStore store = fleet.connection().openStore(STORE_PATIENCE)) {
      return EpochDigests.read(store, job);
    }
  }
}
