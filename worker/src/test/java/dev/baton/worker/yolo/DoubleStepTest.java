package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.optim.StepRates;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The steps of spec sections B.4 and B.7 in double precision, to the digits printed there. */
class DoubleStepTest {
  private static final Shape IMAGE = new Shape(2, 3, 128, 128);
  private static final ModelYaml TINY = ModelYaml.of("yolov9-t");
  private static final float[] COCO_TARGETS = {
    0, 0, .50f, .50f, .60f, .70f,
    0, 17, .30f, .40f, .25f, .30f,
    0, 5, .80f, .20f, .10f, .12f,
    1, 79, .55f, .45f, .90f, .80f,
    1, 2, .20f, .75f, .30f, .20f
  };

  /** Relative, of losses and norms: what a second implementation was off. */
  private static final double ROUNDING = 4e-7;

  @BeforeEach
  void prepareThread() {
    TorchThread.prepare(1);
  }

  private static void assertAll(double[] found, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(ROUNDING * expected[i]));
    }
  }

  private static void assertFirst(Map<String, double[]> tensors, String name, double... first) {
    for (int i = 0; i < first.length; i++) {
      assertThat(tensors.get(name)[i]).as(name).isCloseTo(first[i], within(1e-7));
    }
  }

  private static void assertFirst(Network network, String name, double... first) {
    assertFirst(DoubleLearner.values(network), name, first);
  }

  private static void assertClipped(
      DoubleLearner learner, double norm, String name, double rounding, double... first) {
    double[] gradient = learner.optimizer().gradients().get(name).toDoubleArray();
    for (int i = 0; i < first.length; i++) {
      assertThat(gradient[i] * 10 / norm).as(name).isCloseTo(first[i], within(rounding));
    }
  }

  @Test
  void oneStepMovesTheNetworkAsTheReferencesDoes() {
    try (DoubleLearner learner = new DoubleLearner(TINY, 80)) {
      assertAll(
          learner.learn("image", IMAGE, COCO_TARGETS), 7645.4849, 3.491922, 3813.1331, 6.117527);
      double norm = 44188.21;
      assertClipped(learner, norm, "model.0.conv.weight", 1e-7, 0.0995080, -0.1065970, -0.1063093);
      assertClipped(
          learner, norm, "model.29.cv5.0.2.bias", 1e-8, 0.00845393, 0.00849741, 0.00820642);

      assertAll(
          new double[] {learner.optimizer().update(new StepRates(0.01, 0.01, 0.937, 1))}, norm);

      Network network = learner.network();
      assertFirst(network, "model.0.conv.weight", 0.0871930, 0.4816346, -0.0447297);
      assertFirst(network, "model.29.cv5.0.2.bias", -0.0378513, 0.0511492, -0.0329541);
      assertFirst(network, "model.0.bn.running_mean", -0.0870382, -0.0863984, 0.0570303);
      assertFirst(network, "model.0.bn.running_var", 0.7887083, 1.1568592, 1.0794110);
      double[] second = learner.learn("image", IMAGE, COCO_TARGETS);
      assertThat(second[0]).isCloseTo(6955.69, within(0.005));
      assertThat(second[1]).isCloseTo(4.032368, within(1e-6));
      assertThat(second[2]).isCloseTo(3467.935, within(1e-3));
      assertThat(second[3]).isCloseTo(5.878860, within(1e-6));
    }
  }

  @Test
  void gradientsOfSeveralBatchesAreSummedBeforeAnUpdate() {
    StepRates rates = new StepRates(0.001, 0.001, 0.937, 2);
    try (DoubleLearner learner = new DoubleLearner(TINY, 3)) {
      Network network = learner.network();
      Network average = learner.average();

      double[][] losses = {
        learner.learn("image0", IMAGE, 0, 0, .50f, .50f, .60f, .70f, 1, 2, .30f, .40f, .25f, .30f),
        learner.learn("image1", IMAGE, 0, 1, .40f, .60f, .50f, .40f, 1, 0, .70f, .50f, .40f, .60f)
      };
      assertAll(new double[] {losses[0][0], losses[1][0]}, 585.8627, 827.4965);
      assertAll(new double[] {learner.optimizer().update(rates)}, 30053.18);
      assertFirst(network, "model.0.conv.weight", 0.08914600, 0.47963234, -0.04667067);
      assertFirst(network, "model.0.bn.weight", 0.84840609, 1.00581467, 0.95634953);
      assertFirst(network, "model.29.cv5.0.2.bias", -0.03779620, 0.05120889, -0.03287673);
      assertFirst(network, "model.0.bn.running_var", 0.76943202, 1.12800744, 1.05235897);
      assertFirst(average, "model.0.conv.weight", 0.08914599, 0.47963231, -0.04667073);
      assertFirst(average, "model.0.bn.running_var", 0.76945154, 1.12803687, 1.05238628);

      losses[0] =
          learner.learn(
              "image2", IMAGE, 1, 2, .50f, .50f, .80f, .80f, 1, 1, .25f, .30f, .30f, .40f);
      losses[1] =
          learner.learn(
              "image3", IMAGE, 0, 0, .60f, .40f, .30f, .50f, 0, 1, .60f, .40f, .50f, .30f);
      assertAll(new double[] {losses[0][0], losses[1][0]}, 440.5837, 1539.652);
      assertAll(new double[] {learner.optimizer().update(rates)}, 27681.99);
      assertFirst(network, "model.0.conv.weight", 0.08918472, 0.47967482, -0.04663151);
      assertFirst(network, "model.0.bn.weight", 0.84829071, 1.00624411, 0.95663636);
      assertFirst(network, "model.29.cv5.0.2.bias", -0.03803267, 0.05097693, -0.03305917);
      assertFirst(network, "model.0.bn.running_var", 0.73281842, 1.07260571, 1.00120329);
      assertFirst(average, "model.0.conv.weight", 0.08918468, 0.47967477, -0.04663155);
      assertFirst(average, "model.0.bn.running_var", 0.73285504, 1.07266110, 1.00125444);
    }
  }
}
