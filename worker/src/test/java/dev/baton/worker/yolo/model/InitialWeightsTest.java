package dev.baton.worker.yolo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.baton.worker.yolo.torch.TorchThread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values: spec sections 1.5 and B.7, from the reference with seed 0. */
class InitialWeightsTest {
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

  private Network initial(String cfg, int classes) {
    Network network = Network.build(ModelYaml.of(cfg), classes, new LayerScripts(manager), manager);
    InitialWeights.fill(network, 0);
    return network;
  }

  private static float[] values(Network network, String name) {
    return network.state().get(name).getArray().toFloatArray();
  }

  @Test
  void weightsAreTheReferencesBits() {
    Network network = initial("yolov9-t", 80);

    assertThat(values(network, "model.0.conv.weight"))
        .startsWith(-0.00144083926f, 0.10323862f, -0.158395112f);
    assertThat(values(network, "model.29.cv2.0.0.conv.weight"))
        .startsWith(-0.00397576904f, 0.00946641993f, -0.0318445414f);
    assertThat(values(network, "model.29.cv5.2.2.weight"))
        .startsWith(-0.0584007166f, 0.0370955467f, -0.0175488312f);
    assertThat(values(initial("yolov9-t", 3), "model.29.cv5.2.2.weight"))
        .startsWith(0.0528753698f, -0.111662969f, 0.0642396063f);
  }

  @ParameterizedTest
  @CsvSource({
    "yolov9-t,  3695408",
    "yolov9-m, 32814016",
    "yolov9-c, 51100160",
    "yolov9-e, 69410624",
    "gelan-s,   7195424"
  })
  void asManyNumbersAreDrawnAsTheReferenceDraws(String cfg, long draws) {
    Network network = Network.build(ModelYaml.of(cfg), 80, new LayerScripts(manager), manager);

    assertThat(
            network.state().values().stream()
                .filter(
                    parameter ->
                        parameter.getType() == Parameter.Type.WEIGHT
                            || parameter.getType() == Parameter.Type.BIAS)
                .mapToLong(parameter -> parameter.getShape().size())
                .sum())
        .isEqualTo(draws);
  }

  @Test
  void roundingLeavesValuesThatHalfPrecisionHolds() {
    Network network = initial("yolov9-t", 3);

    InitialWeights.roundToHalf(network);

    assertThat(values(network, "model.0.conv.weight"))
        .startsWith(-0.00144100189f, 0.103210449f, -0.158447266f);
    assertThat(values(network, "model.0.bn.running_var")).containsOnly(0.89990234375f);
  }

  @Test
  void measuringTheStridesLeavesItsTraceInTheStatistics() {
    Network network = initial("yolov9-c", 80);

    assertThat(values(network, "model.1.bn.running_var")).containsOnly(0.9f);
    assertThat(values(network, "model.23.conv.bias"))
        .startsWith(0.00772214029f, -0.0213899519f, -0.0238644201f);
    assertFirst(
        network,
        "model.31.cv1.bn.running_mean",
        -0.00227941666f,
        -0.000255464809f,
        0.000518398127f);
    assertFirst(network, "model.31.cv4.bn.running_var", 0.903305948f, 0.901946068f, 0.902375996f);
    assertThat(network.state().get("model.1.bn.num_batches_tracked").getArray().getLong())
        .isEqualTo(1);
  }

  /** To single precision's rounding: the order of sums is up to the processor. */
  private static void assertFirst(Network network, String name, float... first) {
    float[] values = values(network, name);
    for (int i = 0; i < first.length; i++) {
      assertThat(values[i]).as(name).isCloseTo(first[i], within(1e-5f * Math.abs(first[i])));
    }
  }

  @Test
  void headBiasesExpectFewObjects() {
    Network network = initial("gelan-t", 3);

    assertThat(values(network, "model.22.cv2.0.2.bias")).containsOnly(1f);
    assertThat(values(network, "model.22.cv3.0.2.bias")[0]).isCloseTo(-8.25323f, within(1e-5f));
    assertThat(values(network, "model.22.cv3.2.2.bias")[0]).isCloseTo(-5.48064f, within(1e-5f));
    assertThat(values(network, "model.22.dfl.conv.weight")).startsWith(0f, 1f, 2f).endsWith(15f);
  }
}
