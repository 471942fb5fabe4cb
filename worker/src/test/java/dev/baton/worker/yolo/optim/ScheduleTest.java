package dev.baton.worker.yolo.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Expected values: spec sections 5.3, 5.4, B.6 and B.7. */
class ScheduleTest {
  private static final Offset<Double> PRINTED = within(5e-8);

  private static Schedule schedule(RateCurve curve, int epochs, int stepsPerEpoch, int batch) {
    return new Schedule(
        curve,
        0.01,
        0.01,
        0.937,
        new Schedule.Warmup(3, 0.8, 0.1),
        epochs,
        stepsPerEpoch,
        batch,
        64);
  }

  @Test
  void theRateLagsOneEpochBehindItsCurve() {
    Schedule schedule = schedule(RateCurve.LINEAR, 10, 1000, 16);

    assertThat(schedule.at(3, 1).weight()).isCloseTo(0.01 * (0.7 * 0.99 + 0.01), PRINTED);
    assertThat(schedule.at(4, 0).weight()).isCloseTo(0.01 * (0.7 * 0.99 + 0.01), PRINTED);
    assertThat(schedule.at(5, 999).weight()).isCloseTo(0.01 * (0.6 * 0.99 + 0.01), PRINTED);
  }

  @Test
  void curvesFallAsTheReferences() {
    assertThat(RateCurve.FLAT_COSINE.factor(50, 100, 0.01)).isEqualTo(1);
    assertThat(RateCurve.FLAT_COSINE.factor(51, 100, 0.01)).isCloseTo(0.999023, within(5e-7));
    assertThat(RateCurve.FLAT_COSINE.factor(75, 100, 0.01)).isCloseTo(0.505, PRINTED);
    assertThat(RateCurve.FLAT_COSINE.factor(100, 100, 0.01)).isCloseTo(0.01, PRINTED);
    assertThat(RateCurve.COSINE.factor(50, 100, 0.01)).isCloseTo(0.505, PRINTED);
    assertThat(RateCurve.COSINE.factor(99, 100, 0.01)).isCloseTo(0.010244, within(5e-7));
    assertThat(RateCurve.FIXED.factor(99, 100, 0.01)).isEqualTo(1);
  }

  @Test
  void warmUpMovesEveryRateInAStraightLine() {
    Schedule schedule = schedule(RateCurve.LINEAR, 500, 1000, 16);

    StepRates half = schedule.at(1, 500);
    assertThat(half.bias()).isCloseTo(0.0549901, PRINTED);
    assertThat(half.weight()).isCloseTo(0.0049901, PRINTED);
    assertThat(half.momentum()).isCloseTo(0.8685, PRINTED);
    assertThat(half.accumulate()).isEqualTo(2);
    StepRates last = schedule.at(3, 0);
    assertThat(last.bias()).isCloseTo(0.0099406, PRINTED);
    assertThat(last.weight()).isCloseTo(0.0099406, PRINTED);
    assertThat(last.momentum()).isCloseTo(0.937, PRINTED);
    assertThat(last.accumulate()).isEqualTo(4);
  }

  @Test
  void accumulationGrowsToTheNominalBatch() {
    Schedule schedule = schedule(RateCurve.LINEAR, 10, 1000, 4);
    Schedule shortWarmup =
        new Schedule(
            RateCurve.LINEAR, 0.01, 0.01, 0.937, new Schedule.Warmup(0, 0.8, 0.1), 10, 1000, 4, 64);

    assertThat(IntStream.of(0, 1, 2, 3, 4, 5, 10, 50, 99, 100))
        .extracting(step -> shortWarmup.at(0, step).accumulate())
        .containsExactly(1, 1, 1, 1, 2, 2, 2, 8, 16, 16);
    assertThat(schedule.at(9, 0).accumulate()).isEqualTo(16);
  }

  @Test
  void weightDecayGrowsWithTheImagesInAnUpdate() {
    assertThat(schedule(RateCurve.LINEAR, 1, 1, 16).weightDecay(0.0005)).isEqualTo(0.0005);
    assertThat(schedule(RateCurve.LINEAR, 1, 1, 128).weightDecay(0.0005)).isEqualTo(0.001);
    assertThat(schedule(RateCurve.LINEAR, 1, 1, 6).weightDecay(0.0005)).isEqualTo(0.000515625);
  }

  @Test
  void updatesOfAWholeRunHappenWhereTheReferencesDo() {
    Schedule schedule = schedule(RateCurve.LINEAR, 40, 3, 6);
    List<Long> updates = new ArrayList<>();
    long last = -1;
    for (int epoch = 0; epoch < 40; epoch++) {
      for (int step = 0; step < 3; step++) {
        long iteration = schedule.iteration(epoch, step);
        if (iteration - last >= schedule.at(epoch, step).accumulate()) {
          updates.add(iteration);
          last = iteration;
        }
      }
    }

    assertThat(updates)
        .containsExactly(
            0L, 1L, 2L, 3L, 4L, 5L, 7L, 9L, 11L, 13L, 15L, 18L, 21L, 24L, 28L, 32L, 36L, 41L, 46L,
            52L, 59L, 66L, 74L, 83L, 93L, 104L, 115L);
    assertThat(schedule.at(31, 0).bias()).isCloseTo(0.009164575, PRINTED);
    assertThat(schedule.at(31, 0).weight()).isCloseTo(0.002164575, PRINTED);
    assertThat(schedule.at(31, 0).momentum()).isCloseTo(0.92741, PRINTED);
    assertThat(schedule.at(0, 2).bias()).isCloseTo(0.0982, PRINTED);
    assertThat(schedule.at(0, 2).weight()).isCloseTo(0.0002, PRINTED);
    assertThat(schedule.at(32, 2).bias()).isCloseTo(0.0040384, PRINTED);
    assertThat(schedule.at(32, 2).weight()).isCloseTo(0.0020384, PRINTED);
    assertThat(schedule.at(33, 2).weight()).isCloseTo(0.0018325, PRINTED);
    assertThat(schedule.at(33, 2).bias()).isCloseTo(0.0018325, PRINTED);
    assertThat(schedule.at(34, 2).bias()).isCloseTo(0.0018325, PRINTED);
    assertThat(schedule.at(35, 2).weight()).isCloseTo(0.001585, PRINTED);
    assertThat(schedule.at(39, 2).weight()).isCloseTo(0.000595, PRINTED);
  }
}
