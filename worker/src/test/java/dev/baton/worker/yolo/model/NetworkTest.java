package dev.baton.worker.yolo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.vectors.HashFill;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values: spec sections 1.6 to 1.8, B.2 and B.7. */
class NetworkTest {
  private NDManager manager;

  @BeforeEach
  void openManager() {
    TorchThread.prepare(1);
    manager = TorchThread.newManager();
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  private Network network(String cfg, int classes) {
    return Network.build(ModelYaml.of(cfg), classes, new LayerScripts(manager), manager);
  }

  @ParameterizedTest
  @CsvSource({
    "gelan-t,  2442640, 1339, 227, 228, 221",
    "gelan-s,  7226208, 1339, 227, 228, 221",
    "gelan-m, 20124000,  907, 155, 156, 149",
    "gelan-c, 25498752,  937, 160, 161, 154",
    "gelan-e, 58114432, 1811, 309, 310, 298",
    "gelan,   31462528,  907, 155, 156, 149",
    "yolov9-t,  3717680, 1772, 303, 305, 291",
    "yolov9-s,  9804512, 1772, 303, 305, 291",
    "yolov9-m, 32878432, 1412, 245, 247, 230",
    "yolov9-c, 51182080, 1460, 253, 255, 238",
    "yolov9-e, 69529664, 2172, 373, 375, 356",
    "yolov9,   60979712, 1412, 245, 247, 230"
  })
  void builtInModelsHaveTheReferencesParameters(
      String cfg, long parameters, int tensors, int biases, int weights, int scales) {
    Collection<Parameter> state = network(cfg, 80).state().values();

    assertThat(state).hasSize(tensors);
    assertThat(count(state, NetworkTest::isBias)).isEqualTo(biases);
    assertThat(count(state, p -> p.getType() == Parameter.Type.WEIGHT)).isEqualTo(weights);
    assertThat(count(state, p -> p.getType() == Parameter.Type.GAMMA)).isEqualTo(scales);
    assertThat(
            state.stream()
                .filter(
                    p ->
                        isBias(p)
                            || p.getType() == Parameter.Type.WEIGHT
                            || p.getType() == Parameter.Type.GAMMA)
                .mapToLong(p -> p.getShape().size())
                .sum())
        .isEqualTo(parameters);
  }

  private static boolean isBias(Parameter parameter) {
    return parameter.getType() == Parameter.Type.BIAS || parameter.getType() == Parameter.Type.BETA;
  }

  private static long count(Collection<Parameter> state, Predicate<Parameter> predicate) {
    return state.stream().filter(predicate).count();
  }

  @Test
  void namesAndShapesAreThoseOfThePublicCheckpoints() {
    Network network = network("yolov9-t", 80);

    assertThat(network.state().keySet())
        .startsWith(
            "model.0.conv.weight",
            "model.0.bn.weight",
            "model.0.bn.bias",
            "model.0.bn.running_mean",
            "model.0.bn.running_var",
            "model.0.bn.num_batches_tracked",
            "model.1.conv.weight")
        .endsWith("model.29.cv5.2.2.bias", "model.29.dfl.conv.weight", "model.29.dfl2.conv.weight");
    assertThat(shape(network, "model.0.conv.weight")).isEqualTo(new Shape(16, 3, 3, 3));
    assertThat(shape(network, "model.4.cv2.0.m.0.cv1.conv2.conv.weight"))
        .isEqualTo(new Shape(16, 16, 1, 1));
    assertThat(shape(network, "model.12.cv1.conv.weight")).isEqualTo(new Shape(96, 224, 1, 1));
    assertThat(shape(network, "model.29.cv2.0.1.conv.weight")).isEqualTo(new Shape(64, 16, 3, 3));
    assertThat(shape(network, "model.29.cv5.2.2.bias")).isEqualTo(new Shape(80));
  }

  private static Shape shape(Network network, String name) {
    return network.state().get(name).getArray().getShape();
  }

  @Test
  void aRowsNumberAddsAnIndexToTheNames() {
    String yaml = ModelYamlTest.gelanTiny().replace("[-1, 1, ELAN1, [32,", "[-1, 2, ELAN1, [32,");

    assertThat(network(yaml, 80).state()).containsKey("model.2.1.cv4.conv.weight");
  }

  @Test
  void outputShapesFollowTheStrides() {
    Shape[] shapes =
        network("yolov9-c", 3).getOutputShapes(new Shape[] {new Shape(2, 3, 640, 320)});

    assertThat(shapes)
        .containsExactly(
            new Shape(2, 67, 80, 40),
            new Shape(2, 67, 40, 20),
            new Shape(2, 67, 20, 10),
            new Shape(2, 67, 80, 40),
            new Shape(2, 67, 40, 20),
            new Shape(2, 67, 20, 10));
  }

  @Test
  void gelanTinyComputesTheReferencesRawMaps() {
    NDList maps = filledMaps("gelan-t", 80, new Shape(2, 3, 128, 128));

    assertMap(maps.get(0), 0.014356, 1.006849, -0.32256, -0.29153, -0.38870, 0.51754);
    assertMap(maps.get(1), -0.049535, 1.007393, -0.61907, -0.64163, -0.19869, 0.05991);
    assertMap(maps.get(2), 0.052205, 0.931877, 0.26514, -0.20027, -1.15347, 0.09604);
  }

  @Test
  void yolov9TinyComputesTheReferencesRawMaps() {
    NDList maps = filledMaps("yolov9-t", 3, new Shape(2, 3, 96, 160));

    assertMap(maps.get(0), 0.011305, 0.988401, 0.04334, -0.24775, 0.10740, -0.10100);
    assertMap(maps.get(1), 0.057149, 1.014433, -0.28875, -0.31098, -0.35743, 0.11663);
    assertMap(maps.get(2), -0.076711, 1.036553, -0.36427, -0.42618, 0.99429, -0.00117);
    assertMap(maps.get(3), 0.012140, 1.079462, -0.33697, 0.55854, -0.18967, -0.30877);
    assertMap(maps.get(4), 0.006481, 1.007622, 0.68422, 0.63323, 0.29621, -0.79361);
    assertMap(maps.get(5), -0.018742, 0.972763, 0.63008, 0.91957, -0.21437, 0.02074);
  }

  @ParameterizedTest
  @CsvSource({
    "yolov9-s, 3,  0.018374, 1.006875,  0.01694,  0.50412,  0.35367, -0.84289",
    "yolov9-m, 3, -0.027769, 0.975667,  0.09182, -0.85073, -0.50146,  0.74614",
    "yolov9-m, 5,  0.075756, 0.985323, -0.87675,  2.04866,  1.34013, -0.95550",
    "yolov9-c, 0,  0.012905, 1.002439,  0.48705,  1.03795,  0.62017,  0.04759",
    "yolov9-c, 3, -0.030217, 0.976211, -0.11890,  0.10464, -0.45304, -0.42930",
    "gelan-t,  0,  0.019094, 0.966652,  0.07045,  0.15519, -0.06384,  0.70760",
    "gelan-c,  0,  0.019495, 0.966087, -0.05593,  0.21877, -0.35742,  0.48994"
  })
  void everySizeComputesTheReferencesRawMaps(
      String cfg, int map, double mean, double rms, double a, double b, double c, double last) {
    NDList maps = filledMaps(cfg, 3, new Shape(2, 3, 96, 160));

    assertMap(maps.get(map), mean, rms, a, b, c, last);
  }

  private NDList filledMaps(String cfg, int classes, Shape image) {
    Network network = network(cfg, classes);
    HashFill.fill(network);
    return network.rawMaps(HashFill.array(manager, "image", image), true);
  }

  private static void assertMap(
      NDArray map, double mean, double rms, double a, double b, double c, double last) {
    float[] values = map.toFloatArray();
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    assertThat(sum / values.length).isCloseTo(mean, within(5e-5));
    assertThat(Math.sqrt(squares / values.length)).isCloseTo(rms, within(5e-5));
    assertThat(List.of(values[0], values[1], values[2], values[values.length - 1]))
        .usingElementComparator((x, y) -> Math.abs(x - y) < 5e-3 ? 0 : 1)
        .containsExactly((float) a, (float) b, (float) c, (float) last);
  }

  @Test
  void decodedBoxesAreTheReferencesInEvaluation() {
    Network network = network("gelan-m", 3);
    InitialWeights.fill(network, 0); // for the constants of the DFL
    HashFill.fill(network);
    NDArray image = HashFill.array(manager, "image", new Shape(2, 3, 96, 160));

    NDArray decoded = BoxDecoder.decode(network, network.rawMaps(image, false));

    assertThat(decoded.getShape()).isEqualTo(new Shape(2, 7, 315));
    assertAnchor(decoded, 0, 3.90957, 2.97839, 120.27704, 120.67283, 0.52693, 0.55141, 0.50934);
    assertAnchor(
        decoded, 299, 150.23107, 87.52697, 242.64486, 239.20623, 0.52888, 0.49798, 0.49756);
  }

  private static void assertAnchor(NDArray decoded, int anchor, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) decoded.getFloat(0, i, anchor)).isCloseTo(expected[i], within(5e-4));
    }
  }

  @Test
  void modelsThatCannotBeBuiltAreRefusedByRow() {
    assertRefused("[-1, 1, Foo, [64]]", "row 3", "unknown module Foo");
    assertRefused("[9, 1, AConv, [64]]", "row 3", "no earlier layer");
    assertRefused("[-1, 1, AConv, [big]]", "row 3", "argument 1");
  }

  private static void assertRefused(String row, String... parts) {
    String yaml = ModelYamlTest.gelanTiny().replaceFirst("\\[-1, 1, AConv, \\[64\\]\\]", row);
    assertThatThrownBy(() -> Network.check(ModelYaml.of(yaml), 80))
        .isInstanceOf(TrainerException.class)
        .hasMessageContainingAll(parts);
  }
}
