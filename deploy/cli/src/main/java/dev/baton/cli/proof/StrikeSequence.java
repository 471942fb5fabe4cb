package dev.baton.cli.proof;

import dev.baton.cli.proof.StoreProxy.Mood;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Strikes from a seed, the same ones every time. Only when each falls depends on the machine. Of
 * two in a row at least one waits for a checkpoint, so that no job is taken for a poisonous one.
 */
final class StrikeSequence {
  private static final double PATIENCE = 0.75;

  /** Longer than the record lock of a fleet on one machine, 3 s. */
  private static final Duration SHORTEST_STOP = Duration.ofSeconds(4);

  private static final Duration SHORTEST_MOOD = Duration.ofMillis(300);
  private static final Duration SPREAD = Duration.ofSeconds(4);
  private static final Mood[] MOODS =
      Stream.of(Mood.values()).filter(mood -> mood != Mood.CLEAR).toArray(Mood[]::new);

  private final Random random;
  private final Duration longestPause;
  private boolean wasPatient = true;

  StrikeSequence(long seed, Duration longestPause) {
    this.random = new Random(seed);
    this.longestPause = longestPause;
  }

  Strike next() {
    // Each takes the same number of draws.
    double kindDraw = random.nextDouble();
    double patienceDraw = random.nextDouble();
    double pauseDraw = random.nextDouble();
    double moodDraw = random.nextDouble();
    double lengthDraw = random.nextDouble();
    StrikeKind kind = kind(kindDraw);
    wasPatient = !wasPatient || patienceDraw < PATIENCE;
    Duration shortest = kind == StrikeKind.STOP_TRAINING ? SHORTEST_STOP : SHORTEST_MOOD;
    return new Strike(
        kind,
        wasPatient,
        part(longestPause, pauseDraw),
        MOODS[(int) (moodDraw * MOODS.length)],
        shortest.plus(part(SPREAD, lengthDraw)));
  }

  private static StrikeKind kind(double draw) {
    int sum = Stream.of(StrikeKind.values()).mapToInt(StrikeKind::weight).sum();
    double left = draw * sum;
    for (StrikeKind kind : StrikeKind.values()) {
      left -= kind.weight();
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalArgumentException("%s is not in [0, 1)".formatted(draw));
  }

  private static Duration part(Duration whole, double share) {
    return Duration.ofMillis((long) (whole.toMillis() * share));
  }
}
