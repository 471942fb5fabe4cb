package dev.baton.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.cli.proof.MemoryTrend.Sample;
import org.junit.jupiter.api.Test;

class MemoryTrendTest {
  private static final long MEGABYTE = 1 << 20;

  private final MemoryTrend trend = new MemoryTrend();

  @Test
  void theSlopeIsThatOfTheLineOnWhichTheSamplesLie() {
    for (long step = 50; step <= 1000; step += 50) {
      trend.add(new Sample(step, 1000 * MEGABYTE + step * MEGABYTE / 50));
    }
    assertThat(trend.bytesPerThousandSteps()).isCloseTo(20.0 * MEGABYTE, within(1.0));
    assertThat(trend.growth()).isEqualTo("+20.0 MiB in 1000 steps");
  }

  @Test
  void whatFillsInTheFirstFifthIsNoGrowth() {
    for (int i = 1; i <= 10; i++) {
      trend.add(new Sample(100 * i, i <= 2 ? 100 * MEGABYTE : 900 * MEGABYTE));
    }
    assertThat(trend.growth()).isEqualTo("+0.0 MiB in 1000 steps");
  }

  @Test
  void halvesAreMeansOfTheirSamples() {
    for (int i = 1; i <= 4; i++) {
      trend.add(new Sample(i, 100 * i * MEGABYTE));
    }
    assertThat(trend.halves()).isEqualTo("mean of the first half 150 MiB, of the second 350 MiB");
  }
}
