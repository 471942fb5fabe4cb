package dev.baton.cli.proof;

import dev.baton.common.text.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a process took up while it trained, and whether that grows. Pure. */
final class MemoryTrend {
  private static final int STEPS = 1000;

  /**
   * A look at the process.
   *
   * @param step steps done
   * @param bytes resident in main memory
   */
  record Sample(long step, long bytes) {}

  private final List<Sample> samples = new ArrayList<>();

  void add(Sample sample) {
    samples.add(sample);
  }

  /** Mean of the samples of the first half, and of the others; of at least two. */
  String halves() {
    int half = samples.size() / 2;
    return "mean of the first half %s, of the second %s"
        .formatted(
            Quantities.mebibytes(Math.round(meanBytes(samples.subList(0, half)))),
            Quantities.mebibytes(Math.round(meanBytes(samples.subList(half, samples.size())))));
  }

  /**
   * What the process grows by in a thousand steps: the slope of the straight line that is nearest
   * to the samples by least squares. The first fifth, in which caches fill, is left out.
   */
  double bytesPerThousandSteps() {
    List<Sample> settled = samples.subList(samples.size() / 5, samples.size());
    double meanBytes = meanBytes(settled);
    double meanStep = settled.stream().mapToLong(Sample::step).average().orElse(0);
    double covariance = 0;
    double variance = 0;
    for (Sample sample : settled) {
      double steps = sample.step() - meanStep;
      covariance += steps * (sample.bytes() - meanBytes);
      variance += steps * steps;
    }
    return variance == 0 ? 0 : STEPS * covariance / variance;
  }

  /** The growth in words, for example {@code +1.5 MiB in 1000 steps}. */
  String growth() {
    return String.format(
        Locale.ROOT, "%+.1f MiB in %d steps", bytesPerThousandSteps() / (1 << 20), STEPS);
  }

  private static double meanBytes(List<Sample> samples) {
    return samples.stream().mapToLong(Sample::bytes).average().orElse(0);
  }
}
