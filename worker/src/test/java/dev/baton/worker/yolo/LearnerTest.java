package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.baton.worker.yolo.data.Batch;
import dev.baton.worker.yolo.loss.DetectionLoss.Loss;
import dev.baton.worker.yolo.loss.Targets;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.model.Precision;
import dev.baton.worker.yolo.optim.StepRates;
import dev.baton.worker.yolo.optim.UpdateRule;
import dev.baton.worker.yolo.torch.Autograd;
import dev.baton.worker.yolo.torch.Devices;
import dev.baton.worker.yolo.torch.DirectMemory;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.vectors.HashFill;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Expected values: spec sections B.4 and B.7. */
class LearnerTest {
  private static final Shape IMAGE = new Shape(2, 3, 128, 128);

  /**
   * What single precision leaves of figures behind a whole backward pass: an image that differs by
   * 6e-8 of each value moves the loss after a step of B.4 by up to 6e-3 of it, in the reference's
   * mathematics as well, and not at all (4e-4) in double precision.
   */
  private static final double AFTER_BACKWARD = 1e-3;

  @BeforeEach
  void prepareThread() {
    TorchThread.prepare(1);
  }

  private static Learner filled(int classes) {
    Learner learner =
        new Learner(
            ModelYaml.of("yolov9-t"),
            classes,
            HyperParameters.of(Map.of()),
            Learner.Settings.DEFAULTS,
            5e-4);
    HashFill.fill(learner.network());
    HashFill.fill(learner.average());
    return learner;
  }

  /** Total loss, then box, cls, dfl. */
  private static double[] learn(Learner learner, String image, float... targets) {
    return learn(learner, () -> {}, image, targets);
  }

  private static double[] learn(
      Learner learner, Runnable beforeBackward, String image, float... targets) {
    try (NDManager manager = learner.memory().newSubManager();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray x = HashFill.array(manager, image, IMAGE);
      Targets boxes = Targets.of(manager, targets, 2, 128, 128);
      Loss loss = Autograd.record(() -> learner.judge(x, boxes));
      beforeBackward.run();
      Autograd.backward(loss.total());
      float[] items = loss.items().toFloatArray();
      return new double[] {loss.total().getFloat(), items[0], items[1], items[2]};
    }
  }

  private static void assertLoss(double[] loss, double relative, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(loss[i]).isCloseTo(expected[i], within(relative * expected[i]));
    }
  }

  /** The first gradients of a parameter as clipping to a norm of 10 leaves them. */
  private static void assertClipped(
      Map<String, float[]> gradients, double norm, String name, double... first) {
    for (int i = 0; i < first.length; i++) {
      assertThat(gradients.get(name)[i] * 10 / norm).as(name).isCloseTo(first[i], within(1e-4));
    }
  }

  private static void assertTensor(Network network, String name, double... first) {
    float[] values = network.state().get(name).getArray().toFloatArray();
    for (int i = 0; i < first.length; i++) {
      assertThat((double) values[i]).as(name).isCloseTo(first[i], within(1e-4));
    }
  }

  @Test
  void oneStepMovesTheNetworkAsTheReferencesDoes() {
    float[] targets = {
      0, 0, .50f, .50f, .60f, .70f,
      0, 17, .30f, .40f, .25f, .30f,
      0, 5, .80f, .20f, .10f, .12f,
      1, 79, .55f, .45f, .90f, .80f,
      1, 2, .20f, .75f, .30f, .20f
    };
    try (Learner learner = filled(80)) {
      double[] first = learn(learner, "image", targets);
      assertLoss(first, 3e-5, 7645.4849, 3.491922, 3813.1331, 6.117527);
      Map<String, float[]> gradients = new HashMap<>();
      learner.optimizer().gradients().forEach((name, g) -> gradients.put(name, g.toFloatArray()));
      double norm = learner.optimizer().update(new StepRates(0.01, 0.01, 0.937, 1));
      assertThat(norm).isCloseTo(44188.21, within(5e-5 * 44188.21));
      assertClipped(gradients, norm, "model.0.conv.weight", 0.0995080, -0.1065970, -0.1063093);
      assertClipped(gradients, norm, "model.29.cv5.0.2.bias", 0.00845393, 0.00849741, 0.00820642);

      Network network = learner.network();
      assertTensor(network, "model.0.conv.weight", 0.0871930, 0.4816346, -0.0447297);
      assertTensor(network, "model.29.cv5.0.2.bias", -0.0378513, 0.0511492, -0.0329541);
      assertTensor(network, "model.0.bn.running_mean", -0.0870382, -0.0863984, 0.0570303);
      assertTensor(network, "model.0.bn.running_var", 0.7887083, 1.1568592, 1.0794110);
      double[] second = learn(learner, "image", targets);
      assertThat(second[0]).isCloseTo(6955.69, within(AFTER_BACKWARD * 6955.69));
    }
  }

  @Test
  void gradientsOfSeveralBatchesAreSummedBeforeAnUpdate() {
    StepRates rates = new StepRates(0.001, 0.001, 0.937, 2);
    try (Learner learner = filled(3)) {
      Network network = learner.network();
      Network average = learner.average();

      assertLoss(
          learn(learner, "image0", 0, 0, .50f, .50f, .60f, .70f, 1, 2, .30f, .40f, .25f, .30f),
          2e-4,
          585.8627);
      assertLoss(
          learn(learner, "image1", 0, 1, .40f, .60f, .50f, .40f, 1, 0, .70f, .50f, .40f, .60f),
          2e-4,
          827.4965);
      assertThat(learner.optimizer().update(rates)).isCloseTo(30053.18, within(5e-4 * 30053.18));
      assertTensor(network, "model.0.conv.weight", 0.08914600, 0.47963234, -0.04667067);
      assertTensor(network, "model.0.bn.weight", 0.84840609, 1.00581467, 0.95634953);
      assertTensor(network, "model.29.cv5.0.2.bias", -0.03779620, 0.05120889, -0.03287673);
      assertTensor(network, "model.0.bn.running_var", 0.76943202, 1.12800744, 1.05235897);
      assertTensor(average, "model.0.conv.weight", 0.08914599, 0.47963231, -0.04667073);
      assertTensor(average, "model.0.bn.running_var", 0.76945154, 1.12803687, 1.05238628);
      assertThat(batches(network)).isEqualTo(batches(average) + 2);

      assertLoss(
          learn(learner, "image2", 1, 2, .50f, .50f, .80f, .80f, 1, 1, .25f, .30f, .30f, .40f),
          AFTER_BACKWARD,
          440.5837);
      assertLoss(
          learn(learner, "image3", 0, 0, .60f, .40f, .30f, .50f, 0, 1, .60f, .40f, .50f, .30f),
          AFTER_BACKWARD,
          1539.652);
      assertThat(learner.optimizer().update(rates)).isCloseTo(27681.99, within(5e-4 * 27681.99));
      assertTensor(network, "model.0.conv.weight", 0.08918472, 0.47967482, -0.04663151);
      assertTensor(network, "model.0.bn.weight", 0.84829071, 1.00624411, 0.95663636);
      assertTensor(network, "model.29.cv5.0.2.bias", -0.03803267, 0.05097693, -0.03305917);
      assertTensor(network, "model.0.bn.running_var", 0.73281842, 1.07260571, 1.00120329);
      assertTensor(average, "model.0.conv.weight", 0.08918468, 0.47967477, -0.04663155);
      assertTensor(average, "model.0.bn.running_var", 0.73285504, 1.07266110, 1.00125444);
      assertThat(batches(network)).isEqualTo(batches(average) + 4);
    }
  }

  @Test
  void aBatchIsResizedBetweenTheCentresOfThePixels() {
    Batch batch = StepBenchmark.batch(2, 64);
    Batch halved = new Batch(batch.imagesNhwc(), 2, 64, 64, batch.targets(), 32, 32, 1);
    try (Learner learner = filled(3);
        NDManager manager = learner.memory().newSubManager()) {
      NDArray whole = learner.seenImage(manager, batch);
      NDArray half = learner.seenImage(manager, halved);
      assertThat(half.getShape()).isEqualTo(new Shape(2, 3, 32, 32));
      double mean = 0;
      for (int pixel = 0; pixel < 4; pixel++) {
        mean += whole.getFloat(1, 2, 10 + pixel / 2, 20 + pixel % 2) / 4;
      }
      assertThat((double) half.getFloat(1, 2, 5, 10)).isCloseTo(mean, within(1e-6));
      assertThat(Learner.targets(manager, halved).boxesXyxy().getFloat(0, 0, 2))
          .isEqualTo(Learner.targets(manager, batch).boxesXyxy().getFloat(0, 0, 2) / 2);
    }
  }

  @Test
  void anImageOfFourSamplesCountsFourTimes() {
    double[] norms = new double[2];
    for (int i = 0; i < 2; i++) {
      Batch made = StepBenchmark.batch(2, 64);
      Batch batch = new Batch(made.imagesNhwc(), 2, 64, 64, made.targets(), 64, 64, i == 0 ? 1 : 4);
      try (Learner learner = filled(3)) {
        learner.learn(batch);
        norms[i] = learner.optimizer().update(new StepRates(0.01, 0.01, 0.937, 1));
      }
    }
    assertThat(norms[1] / norms[0]).isCloseTo(4, within(1e-4));
  }

  private static long batches(Network network) {
    return network.state().get("model.0.bn.num_batches_tracked").getArray().getLong();
  }

  @Test
  void aStepLeavesNothingBehindInNativeMemory() {
    try (Learner learner =
        new Learner(
            ModelYaml.of("gelan-t"),
            3,
            HyperParameters.of(Map.of()),
            Learner.Settings.DEFAULTS,
            5e-4)) {
      learner.drawInitialWeights(0);
      learner.learn(StepBenchmark.batch(2, 64));
      int arrays = learner.memory().getManagedArrays().size();

      for (int i = 0; i < 5; i++) {
        learner.learn(StepBenchmark.batch(2, 64));
        learner.optimizer().update(new StepRates(1e-3, 1e-3, 0.9, 1));
      }

      assertThat(learner.memory().getManagedArrays()).hasSize(arrays);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aBatchIsLearntByHeartInEitherPrecision(Precision precision) {
    Learner.Settings settings =
        new Learner.Settings(UpdateRule.ADAM, Set.of(), precision, Devices.CPU);
    try (Learner learner =
        new Learner(ModelYaml.of("gelan-t"), 3, HyperParameters.of(Map.of()), settings, 5e-4)) {
      learner.drawInitialWeights(0);
      Batch batch = StepBenchmark.batch(4, 64);
      double first = sum(learner.learn(batch));
      double last = first;
      for (int i = 0; i < 60; i++) {
        learner.optimizer().update(new StepRates(2e-3, 2e-3, 0.9, 1));
        last = sum(learner.learn(batch));
      }
      assertThat(last).isLessThan(first / 2);
    }
  }

  private static double sum(float[] items) {
    return items[0] + items[1] + items[2];
  }

  /** Nothing that backward needs may lie in memory that Java frees. */
  @Test
  void aGarbageCollectionBetweenForwardAndBackwardChangesNoGradient() {
    float[] targets = {0, 0, .50f, .50f, .60f, .70f, 1, 2, .30f, .40f, .25f, .30f};
    double undisturbed;
    try (Learner learner = filled(3)) {
      learn(learner, "image", targets);
      undisturbed = learner.optimizer().update(new StepRates(0.01, 0.01, 0.937, 1));
    }
    try (Learner learner = filled(3)) {
      learn(learner, DirectMemory::collectAndReuse, "image", targets);
      assertThat(learner.optimizer().update(new StepRates(0.01, 0.01, 0.937, 1)))
          .isEqualTo(undisturbed);
    }
  }
}
