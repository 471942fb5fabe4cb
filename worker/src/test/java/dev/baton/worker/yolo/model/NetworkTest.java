package dev.baton.worker.yolo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.torch.Autograd;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values: spec sections 1.6 to 1.8. */
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
    "yolov9-cf, 56734400, 1545, 271, 274, 250",
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

  /** gelan-e has a layer that gives its input back: the image must outlive the pass. */
  @ParameterizedTest
  @CsvSource({"gelan-t, true", "gelan-t, false", "gelan-e, true", "gelan-e, false"})
  void aPassLeavesNothingBehindButItsMaps(String cfg, boolean training) {
    Network network = network(cfg, 3);
    try (NDManager step = manager.newSubManager()) {
      NDArray image = step.zeros(new Shape(1, 3, 32, 32));

      NDList maps = Autograd.record(() -> network.rawMaps(image, training));

      List<String> left = step.getManagedArrays().stream().map(NDArray::getUid).toList();
      List<String> expected =
          Stream.concat(Stream.of(image), maps.stream()).map(NDArray::getUid).toList();
      assertThat(left).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(image.toFloatArray()).containsOnly(0);
    }
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
