package dev.baton.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MedianEstimateTest {
  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheTwoThere() {
    assertThat(MedianEstimate.of(new double[] {9, 1, 2}).median()).isEqualTo(2);
    assertThat(MedianEstimate.of(new double[] {9, 1, 2, 4}).median()).isEqualTo(3);
  }

  @Test
  void whatIsAlwaysTheSameIsKnownForSure() {
    assertThat(MedianEstimate.of(new double[] {3, 3, 3})).isEqualTo(new MedianEstimate(3, 3, 3));
  }

  @Test
  void nineteenOfTwentyIntervalsHoldTheMedianOfAllMeasurements() {
    Random random = new Random(1);
    int held = 0;
    for (int i = 0; i < 200; i++) {
      double[] values = random.doubles(20, -1, 1).toArray();
      MedianEstimate estimate = MedianEstimate.of(values);
      held += estimate.low() <= 0 && 0 <= estimate.high() ? 1 : 0;
    }
    assertThat(held).isBetween(180, 199);
  }

  @Test
  void moreMeasurementsMakeTheIntervalNarrower() {
    Random random = new Random(2);
    MedianEstimate few = MedianEstimate.of(random.doubles(10, -1, 1).toArray());
    MedianEstimate many = MedianEstimate.of(random.doubles(1000, -1, 1).toArray());
    assertThat(many.high() - many.low()).isLessThan((few.high() - few.low()) / 2);
  }
}
