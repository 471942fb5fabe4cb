package dev.baton.cli.output;

import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How long something took, each time that it was done.
 *
 * @param sorted from the shortest to the longest
 */
public record DurationSample(List<Duration> sorted) {

  public static DurationSample of(Collection<Duration> durations) {
    return new DurationSample(durations.stream().sorted().toList());
  }

  public int size() {
    return sorted.size();
  }

  /** The shortest that at least this share of all do not exceed; empty where there are none. */
  public Optional<Duration> quantile(double share) {
    if (sorted.isEmpty()) {
      return Optional.empty();
    }
    int rank = (int) Math.ceil(share * sorted.size());
    return Optional.of(sorted.get(Math.max(1, rank) - 1));
  }

  /** A quantile for a table; {@code -} where there is none. */
  public String text(double share) {
    return quantile(share).map(Quantities::millis).orElse("-");
  }
}
