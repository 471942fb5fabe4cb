package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleDrawsTest {

  @Test
  void areAFunctionOfSeedEpochPositionAndNumber() {
    assertThat(first(1, 2, 3)).isEqualTo(first(1, 2, 3));
    Set<Double> different = new HashSet<>();
    for (int seed = 0; seed < 5; seed++) {
      for (int epoch = 0; epoch < 5; epoch++) {
        for (int position = -1; position < 5; position++) {
          different.add(first(seed, epoch, position));
        }
      }
    }
    assertThat(different).hasSize(5 * 5 * 6);
  }

  private static double first(long seed, int epoch, int position) {
    return new SampleDraws(seed, epoch, position).unit();
  }

  /** Checkpoints depend on them, so they may never change. */
  @Test
  void keepTheirValues() {
    SampleDraws draws = new SampleDraws(0, 0, 0);
    assertThat(draws.unit()).isEqualTo(0.1296456182997474);
    assertThat(draws.below(1000)).isEqualTo(49);
    assertThat(draws.mixRatio()).isCloseTo(0.503328897597277, within(1e-15));
    assertThat(SampleDraws.epochOrder(0, 0, 8)).containsExactly(7, 4, 1, 5, 3, 0, 6, 2);
  }

  @Test
  void areUniform() {
    SampleDraws draws = new SampleDraws(3, 1, 4);
    assertThat(IntStream.range(0, 10_000).mapToDouble(i -> draws.unit()).average().orElseThrow())
        .isCloseTo(0.5, within(0.02));
    int[] counts = new int[7];
    IntStream.range(0, 70_000).forEach(i -> counts[draws.below(7)]++);
    assertThat(IntStream.of(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(9_500, 10_500));
  }

  /** Beta(32, 32) has the mean 0.5 and the standard deviation 1 / √(4 · 65) = 0.0620. */
  @Test
  void mixRatiosAreBetaDistributed() {
    SampleDraws draws = new SampleDraws(3, 1, 4);
    double[] ratios = IntStream.range(0, 10_000).mapToDouble(i -> draws.mixRatio()).toArray();
    double mean = IntStream.range(0, ratios.length).mapToDouble(i -> ratios[i]).average().orElse(0);
    double variance =
        IntStream.range(0, ratios.length)
            .mapToDouble(i -> (ratios[i] - mean) * (ratios[i] - mean))
            .average()
            .orElse(0);
    assertThat(mean).isCloseTo(0.5, within(0.003));
    assertThat(Math.sqrt(variance)).isCloseTo(0.0620, within(0.002));
  }

  @Test
  void anEpochsOrderHasEveryImageOnce() {
    assertThat(SampleDraws.epochOrder(5, 7, 100))
        .containsExactlyInAnyOrder(IntStream.range(0, 100).toArray())
        .isNotEqualTo(SampleDraws.epochOrder(5, 8, 100));
  }
}
