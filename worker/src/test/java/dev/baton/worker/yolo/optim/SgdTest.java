package dev.baton.worker.yolo.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import dev.baton.worker.yolo.torch.TensorBytes;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Expected values: spec section B.7. */
class SgdTest {
  private static final StepRates RATES = new StepRates(0.01, 0.01, 0.937, 1);

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

  private Parameter parameter(String name, Parameter.Type type, float value) {
    Parameter parameter =
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(new Shape(1))
            .optInitializer(Initializer.ZEROS)
            .build();
    parameter.initialize(manager, DataType.FLOAT32);
    parameter.getArray().setName(null);
    set(parameter, value);
    return parameter;
  }

  private List<Parameter> average(List<Parameter> network) {
    return network.stream().map(p -> parameter(p.getName(), p.getType(), 0)).toList();
  }

  private static void set(Parameter parameter, float value) {
    TensorBytes.write(parameter.getArray(), new float[] {value});
  }

  private static float value(Parameter parameter) {
    return parameter.getArray().getFloat(0);
  }

  @Test
  void weightsDecayAndBiasesDoNot() {
    Parameter weight = parameter("w", Parameter.Type.WEIGHT, 1);
    Parameter bias = parameter("b", Parameter.Type.BIAS, 0.5f);
    List<Parameter> network = List.of(weight, bias);
    float[] gradients = {0.3f, -0.2f, 0.01f, 0.4f};
    float[] weights = {0.993220500f, 0.993059674f, 0.990344826f, 0.979652813f};
    float[] biases = {0.494189000f, 0.495429093f, 0.494523360f, 0.486020388f};

    try (Sgd sgd = new Sgd(manager, network, average(network), 0.05)) {
      for (int i = 0; i < gradients.length; i++) {
        TensorBytes.write(sgd.gradients().get("w"), new float[] {gradients[i]});
        TensorBytes.write(sgd.gradients().get("b"), new float[] {gradients[i]});
        sgd.update(RATES);

        assertThat(value(weight)).isCloseTo(weights[i], within(2e-7f));
        assertThat(value(bias)).isCloseTo(biases[i], within(2e-7f));
        assertThat(sgd.gradients().get("w").getFloat(0)).isZero();
      }
    }
  }

  @Test
  void allGradientsTogetherAreClippedToANormOfTen() {
    Parameter weight = parameter("w", Parameter.Type.WEIGHT, 0);
    Parameter scale = parameter("s", Parameter.Type.GAMMA, 0);
    List<Parameter> network = List.of(weight, scale);

    try (Sgd sgd = new Sgd(manager, network, average(network), 0)) {
      TensorBytes.write(sgd.gradients().get("w"), new float[] {300});
      TensorBytes.write(sgd.gradients().get("s"), new float[] {400});

      assertThat(sgd.update(RATES)).isCloseTo(500, within(1e-3));
      assertThat(sgd.momenta().get("w").getFloat(0)).isCloseTo(6, within(1e-5f));
      assertThat(sgd.momenta().get("s").getFloat(0)).isCloseTo(8, within(1e-5f));
    }
  }

  @Test
  void theAverageForgetsItsStartFast() {
    Parameter network = parameter("w", Parameter.Type.WEIGHT, 0);
    Parameter average = parameter("w", Parameter.Type.WEIGHT, 1);
    float[] networks = {2, 3, 4};
    float[] averages = {1.999500175f, 2.999000100f, 3.998499776f};

    try (Sgd sgd = new Sgd(manager, List.of(network), List.of(average), 0)) {
      for (int i = 0; i < networks.length; i++) {
        set(network, networks[i]);
        sgd.update(RATES);
        assertThat(value(average)).isCloseTo(averages[i], within(5e-7f));
      }
      assertThat(sgd.updates()).isEqualTo(3);
    }
  }
}
