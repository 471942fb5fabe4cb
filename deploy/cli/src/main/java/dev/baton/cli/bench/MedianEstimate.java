package dev.baton.cli.bench;

import java.util.Arrays;
import java.util.Random;

/**
 * The median of a sample, and where that of all measurements probably lies.
 *
 * @param low least value of the 95 % interval, by the percentile bootstrap (Efron 1979)
 * @param high its largest value
 */
record MedianEstimate(double median, double low, double high) {
  private static final int RESAMPLES = 10_000;
  private static final double TAIL = 0.025;

  /**
   * The same for the same values.
   *
   * @param values at least one
   */
  static MedianEstimate of(double[] values) {
    Random random = new Random(0);
    double[] medians = new double[RESAMPLES];
    double[] resample = new double[values.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < resample.length; j++) {
        resample[j] = values[random.nextInt(values.length)];
      }
      medians[i] = median(resample);
    }
    Arrays.sort(medians);
    int tail = (int) (TAIL * RESAMPLES);
    return new MedianEstimate(median(values), medians[tail], medians[RESAMPLES - 1 - tail]);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
