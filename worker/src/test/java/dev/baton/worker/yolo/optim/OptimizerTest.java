package dev.baton.worker.yolo.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import dev.baton.worker.yolo.torch.TensorBytes;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Expected values: spec section B.7. */
class OptimizerTest {
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

  private Optimizer sgd(List<Parameter> network, List<Parameter> average, double decay) {
    return new Optimizer(manager, network, average, UpdateRule.SGD, 0.937, decay);
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        arguments(
            UpdateRule.SGD,
            new float[] {0.993220500f, 0.993059674f, 0.990344826f, 0.979652813f},
            new float[] {0.494189000f, 0.495429093f, 0.494523360f, 0.486020388f}),
        arguments(
            UpdateRule.ADAM,
            new float[] {0.990000000f, 0.986598839f, 0.982997292f, 0.976863120f},
            new float[] {0.490000000f, 0.488357610f, 0.486890205f, 0.481985262f}),
        arguments(
            UpdateRule.ADAMW,
            new float[] {0.989500000f, 0.987362860f, 0.985401943f, 0.980004299f},
            new float[] {0.490000000f, 0.488357610f, 0.486890374f, 0.481985431f}),
        arguments(
            UpdateRule.LION,
            new float[] {0.989500000f, 0.999005250f, 0.988505747f, 0.978011495f},
            new float[] {0.490000000f, 0.500000000f, 0.490000000f, 0.480000000f}));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void weightsDecayAndBiasesDoNot(UpdateRule rule, float[] weights, float[] biases) {
    Parameter weight = parameter("w", Parameter.Type.WEIGHT, 1);
    Parameter bias = parameter("b", Parameter.Type.BIAS, 0.5f);
    List<Parameter> network = List.of(weight, bias);
    float[] gradients = {0.3f, -0.2f, 0.01f, 0.4f};

    try (Optimizer optimizer =
        new Optimizer(manager, network, average(network), rule, 0.937, 0.05)) {
      for (int i = 0; i < gradients.length; i++) {
        TensorBytes.write(optimizer.gradients().get("w"), new float[] {gradients[i]});
        TensorBytes.write(optimizer.gradients().get("b"), new float[] {gradients[i]});
        optimizer.update(RATES);

        assertThat(value(weight)).isCloseTo(weights[i], within(4e-7f));
        assertThat(value(bias)).isCloseTo(biases[i], within(4e-7f));
        assertThat(optimizer.gradients().get("w").getFloat(0)).isZero();
      }
    }
  }

  /**
   * Two updates of w = 1 with gradients 2 and −1, rate 0.1, momentum 0.5 and decay 0.1, by hand.
   * Below, g is the gradient, v SGD's velocity, m and s the running means of g and of g².
   *
   * <ul>
   *   <li>SGD: g = 2 + 0.1·1 = 2.1, v = 2.1, w = 1 − 0.1·(2.1 + 0.5·2.1) = 0.685; then g = −1 +
   *       0.1·0.685 = −0.9315, v = 0.5·2.1 − 0.9315 = 0.1185, w = 0.685 − 0.1·(−0.9315 +
   *       0.5·0.1185) = 0.772225.
   *   <li>Adam: g = 2.1, and the first step is the whole rate, w = 0.9; then g = −1 + 0.1·0.9 =
   *       −0.91, m = (0.25·2.1 − 0.5·0.91) / 0.75 = 0.0933333, s = (0.999·4.41 + 0.8281) / 1.999 =
   *       2.6181541, w = 0.9 − 0.1·0.0933333 / √s = 0.8942318.
   *   <li>AdamW: w = 1·0.99 − 0.1 = 0.89; then 0.89·0.99 = 0.8811, g = −1, m = (0.25·2 − 0.5) /
   *       0.75 = 0, and w stays there.
   *   <li>LION: w = 1·0.99 − 0.1 = 0.89, m = 0.01·2 = 0.02; then 0.89·0.99 = 0.8811 and the sign of
   *       0.5·0.02 − 0.5 is negative, w = 0.9811.
   * </ul>
   */
  @ParameterizedTest
  @CsvSource({
    "SGD, 0.685, 0.772225",
    "ADAM, 0.9, 0.8942318",
    "ADAMW, 0.89, 0.8811",
    "LION, 0.89, 0.9811"
  })
  void twoUpdatesAreThoseOfArithmeticByHand(UpdateRule rule, double first, double second) {
    StepRates rates = new StepRates(0.1, 0.1, 0.5, 1);
    Parameter weight = parameter("w", Parameter.Type.WEIGHT, 1);
    List<Parameter> network = List.of(weight);
    List<Parameter> average = average(network);
    try (Optimizer optimizer = new Optimizer(manager, network, average, rule, 0.5, 0.1)) {
      TensorBytes.write(optimizer.gradients().get("w"), new float[] {2});
      optimizer.update(rates);
      assertThat((double) value(weight)).isCloseTo(first, within(3e-7));
      TensorBytes.write(optimizer.gradients().get("w"), new float[] {-1});
      optimizer.update(rates);
      assertThat((double) value(weight)).isCloseTo(second, within(3e-7));
    }
  }

  @Test
  void onlySgdWarmsItsMomentumUp() {
    StepRates cold = new StepRates(0.01, 0.01, 0.8, 1);
    Parameter weight = parameter("w", Parameter.Type.WEIGHT, 1);
    List<Parameter> network = List.of(weight);
    try (Optimizer adam =
        new Optimizer(manager, network, average(network), UpdateRule.ADAM, 0.9, 0)) {
      TensorBytes.write(adam.gradients().get("w"), new float[] {1});
      adam.update(cold);
      assertThat(adam.states().get("exp_avg.w").getFloat(0)).isCloseTo(0.1f, within(1e-6f));
    }
  }

  @Test
  void aFrozenParameterIsLeftAlone() {
    Parameter weight = parameter("w", Parameter.Type.WEIGHT, 1);
    Parameter frozen = parameter("f", Parameter.Type.WEIGHT, 1);
    frozen.freeze(true);
    List<Parameter> network = List.of(weight, frozen);
    try (Optimizer sgd = sgd(network, average(network), 0.05)) {
      sgd.update(RATES);
      assertThat(sgd.states()).containsOnlyKeys("w");
      assertThat(value(frozen)).isEqualTo(1);
      assertThat(value(weight)).isLessThan(1);
    }
  }

  @Test
  void allGradientsTogetherAreClippedToANormOfTen() {
    Parameter weight = parameter("w", Parameter.Type.WEIGHT, 0);
    Parameter scale = parameter("s", Parameter.Type.GAMMA, 0);
    List<Parameter> network = List.of(weight, scale);

    try (Optimizer sgd = sgd(network, average(network), 0)) {
      TensorBytes.write(sgd.gradients().get("w"), new float[] {300});
      TensorBytes.write(sgd.gradients().get("s"), new float[] {400});

      assertThat(sgd.update(RATES)).isCloseTo(500, within(1e-3));
      assertThat(sgd.states().get("w").getFloat(0)).isCloseTo(6, within(1e-5f));
      assertThat(sgd.states().get("s").getFloat(0)).isCloseTo(8, within(1e-5f));
    }
  }

  @ParameterizedTest
  @CsvSource({"SGD, Infinity", "ADAM, NaN", "ADAMW, Infinity", "LION, NaN"})
  void gradientsThatAreNotFiniteChangeNothing(UpdateRule rule, float gradient) {
    Parameter weight = parameter("w", Parameter.Type.WEIGHT, 1);
    Parameter bias = parameter("b", Parameter.Type.BIAS, 0.5f);
    List<Parameter> network = List.of(weight, bias);
    List<Parameter> average = average(network);

    try (Optimizer optimizer = new Optimizer(manager, network, average, rule, 0.937, 0.05)) {
      TensorBytes.write(optimizer.gradients().get("b"), new float[] {gradient});

      assertThat(optimizer.update(RATES)).isNotFinite();
      assertThat(value(weight)).isEqualTo(1);
      assertThat(value(bias)).isEqualTo(0.5f);
      assertThat(value(average.getFirst())).isZero();
      assertThat(optimizer.states().values()).allMatch(state -> state.getFloat(0) == 0);
      assertThat(optimizer.updates()).isZero();
    }
  }

  @Test
  void theAverageForgetsItsStartFast() {
    Parameter network = parameter("w", Parameter.Type.WEIGHT, 0);
    Parameter average = parameter("w", Parameter.Type.WEIGHT, 1);
    float[] networks = {2, 3, 4};
    float[] averages = {1.999500175f, 2.999000100f, 3.998499776f};

    try (Optimizer sgd = sgd(List.of(network), List.of(average), 0)) {
      for (int i = 0; i < networks.length; i++) {
        set(network, networks[i]);
        sgd.update(RATES);
        assertThat(value(average)).isCloseTo(averages[i], within(5e-7f));
      }
      assertThat(sgd.updates()).isEqualTo(3);
    }
  }
}
