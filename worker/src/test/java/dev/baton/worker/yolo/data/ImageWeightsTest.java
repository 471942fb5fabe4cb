package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** "Image weights" of appendix B.8 of the specification. */
class ImageWeightsTest {
  private static final double[] CLASS_MAPS = {.5, .2, .9, 0};

  @Test
  void rareAndBadlyDetectedClassesWeighMost() {
    ImageWeights weights =
        new ImageWeights(
            List.of(objects(0, 60), objects(1, 40), objects(2, 80), objects(0, 1, 1)), 4);
    assertThat(weights.ofClasses())
        .containsExactly(new double[] {0.062291, 0.090470, 0.047497, 3.799742}, within(5e-7));
    assertThat(weights.ofClasses(CLASS_MAPS))
        .containsExactly(new double[] {0.003893, 0.014475, 0.000119, 0.949936}, within(5e-7));
    assertThat(weights.ofImages(CLASS_MAPS))
        .containsExactly(new double[] {0.233591, 0.579008, 0.009499, 0.032844}, within(5e-7));
  }

  private static Annotations objects(int classId, int count) {
    return objects(IntStream.range(0, count).map(i -> classId).toArray());
  }

  private static Annotations objects(int... classes) {
    float[] rows = new float[classes.length * 5];
    for (int i = 0; i < classes.length; i++) {
      rows[i * 5] = classes[i];
    }
    return new Annotations(rows, List.of());
  }

  @Test
  void imagesAreDrawnInProportion() {
    double[] weights = {1, 0, 3};
    int[] counts = new int[3];
    for (int epoch = 0; epoch < 4000; epoch++) {
      EpochOrder order = EpochOrder.weighted(1, epoch, weights);
      Arrays.stream(order.images()).forEach(image -> counts[image]++);
      assertThat(order.table()).containsExactlyInAnyOrder(order.images());
    }
    assertThat(counts[1]).isZero();
    assertThat(counts[2] / 12_000.0).isCloseTo(0.75, within(0.02));
  }

  @Test
  void imagesWithoutAnObjectAreDrawnOnlyWhenNothingWeighs() {
    assertThat(EpochOrder.weighted(1, 0, new double[] {0, 2, 0}).images()).containsExactly(1, 1, 1);
    assertThat(EpochOrder.weighted(1, 0, new double[3]).images())
        .containsExactlyInAnyOrder(0, 1, 2);
  }
}
