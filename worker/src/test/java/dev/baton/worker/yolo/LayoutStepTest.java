package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.optim.StepRates;
import dev.baton.worker.yolo.torch.TensorBytes;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Training has its images with the channels last, the vectors have them first; the layout only
 * orders sums, which double precision shows.
 */
class LayoutStepTest {
  private static final Shape IMAGE = new Shape(2, 3, 64, 96);
  private static final float[] TARGETS = {
    0, 0, .40f, .48f, .55f, .52f,
    0, 2, .23f, .32f, .24f, .29f,
    1, 1, .59f, .55f, .60f, .55f
  };

  /** Relative, to the largest element of a tensor. */
  private static final double ROUNDING = 1e-9;

  /** How the elements of an image lie in memory. */
  private enum Layout {
    CHANNELS_FIRST,
    CHANNELS_LAST
  }

  /**
   * What a step leaves.
   *
   * @param loss total, box, cls, dfl; then the norm of all gradients
   * @param tensors gradients, then weights and statistics of the network and of its average
   */
  private record Step(double[] loss, Map<String, double[]> tensors) {}

  @BeforeEach
  void prepareThread() {
    TorchThread.prepare(1);
  }

  @Test
  void aStepIsTheSameWhereverTheChannelsLie() {
    Step first = step(Layout.CHANNELS_FIRST);
    Step last = step(Layout.CHANNELS_LAST);

    for (int i = 0; i < first.loss().length; i++) {
      assertThat(last.loss()[i])
          .isCloseTo(first.loss()[i], within(ROUNDING * Math.abs(first.loss()[i])));
    }
    assertThat(last.tensors()).containsOnlyKeys(first.tensors().keySet());
    first.tensors().forEach((name, values) -> assertSame(name, last.tensors().get(name), values));
  }

  private static Step step(Layout layout) {
    Map<String, double[]> tensors = new LinkedHashMap<>();
    try (DoubleLearner learner = new DoubleLearner(ModelYaml.of("yolov9-t"), 3);
        NDManager step = TorchThread.newManager()) {
      NDArray image = learner.image(step, "image", IMAGE);
      double[] loss =
          learner.learn(layout == Layout.CHANNELS_LAST ? withChannelsLast(image) : image, TARGETS);
      learner
          .optimizer()
          .gradients()
          .forEach((name, gradient) -> tensors.put(name + ".grad", TensorBytes.doubles(gradient)));
      double norm = learner.optimizer().update(new StepRates(0.02, 0.01, 0.937, 1));
      tensors.putAll(DoubleLearner.values(learner.network()));
      DoubleLearner.values(learner.average())
          .forEach((name, values) -> tensors.put(name + " of the average", values));
      return new Step(new double[] {loss[0], loss[1], loss[2], loss[3], norm}, tensors);
    }
  }

  /** The same image; only a reshape of what is not contiguous moves elements in memory. */
  private static NDArray withChannelsLast(NDArray image) {
    NDArray pixels = image.transpose(0, 2, 3, 1);
    return pixels.reshape(-1).reshape(pixels.getShape()).transpose(0, 3, 1, 2);
  }

  private static void assertSame(String name, double[] found, double[] expected) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(found[i] - expected[i]));
    }
    assertThat(difference).as(name).isLessThanOrEqualTo(ROUNDING * largest);
  }
}
