package dev.baton.worker.yolo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.baton.worker.yolo.torch.Autograd;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.vectors.HashFill;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrecisionTest {
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

  private Network network(String cfg, Precision precision) {
    Network network =
        Network.build(ModelYaml.of(cfg), 3, new LayerScripts(manager, precision), manager);
    InitialWeights.fill(network, 0);
    return network;
  }

  /** Noise, with its channels last as in training. */
  private NDArray image() {
    return HashFill.array(manager, "image", new Shape(2, 96, 160, 3)).transpose(0, 3, 1, 2);
  }

  /**
   * Expected: what PyTorch's autocast changes in the same networks, relative to single precision.
   */
  static Stream<Arguments> rounding() {
    return Stream.of(
        arguments("gelan-t", List.of(0.0971, 0.1492, 0.1900)),
        arguments("gelan", List.of(0.1967, 0.2528, 0.2713)),
        arguments("yolov9-c", List.of(0.0332, 0.0690, 0.1276, 0.1065, 0.1466, 0.2021)));
  }

  @ParameterizedTest
  @MethodSource("rounding")
  void halfPrecisionRoundsAsMuchAsAutocast(String cfg, List<Double> expected) {
    NDList whole = network(cfg, Precision.FP32).rawMaps(image(), true);
    NDList half = network(cfg, Precision.BF16).rawMaps(image(), true);

    for (int i = 0; i < expected.size(); i++) {
      assertThat(half.get(i).getDataType()).isEqualTo(DataType.FLOAT32);
      double difference = half.get(i).sub(whole.get(i)).norm().getFloat();
      assertThat(difference / whole.get(i).norm().getFloat())
          .isCloseTo(expected.get(i), withPercentage(20));
    }
  }

  @Test
  void gradientsAndStatisticsStayWhole() {
    Network network = network("gelan-t", Precision.BF16);
    NDArray weight = network.state().get("model.0.conv.weight").getArray();
    NDArray gradient = Autograd.attachGradient(weight);

    NDArray sum = Autograd.record(() -> network.rawMaps(image(), true).head().square().sum());
    Autograd.backward(sum);

    assertThat(gradient.getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(gradient.norm().getFloat()).isPositive();
    NDArray mean = network.state().get("model.0.bn.running_mean").getArray();
    assertThat(mean.getDataType()).isEqualTo(DataType.FLOAT32);
  }

  @Test
  void anUnknownPrecisionIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Precision.of("fp16")).hasMessageContainingAll("fp16", "fp32", "bf16");
  }
}
