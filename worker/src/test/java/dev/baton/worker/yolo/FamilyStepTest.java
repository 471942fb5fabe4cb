package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.optim.StepRates;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.vectors.HashFill;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One training step of each form of network, with few channels and in double precision. Expected
 * values: another implementation, see {@code step/make_expected.py}.
 */
class FamilyStepTest {
  private static final Shape IMAGE = new Shape(2, 3, 64, 96);

  /** Relative; both implementations compute in double precision. */
  private static final double ROUNDING = 1e-9;

  /** Image, class, then centre and size in 128ths of the image. */
  private static final float[] TARGETS_128THS = {
    0, 0, 53, 61, 71, 67,
    0, 2, 30, 41, 31, 37,
    1, 1, 75, 70, 77, 71,
    1, 2, 90, 40, 45, 33
  };

  @BeforeEach
  void prepareThread() {
    TorchThread.prepare(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "dual", "reversible", "triple"})
  void aStepDoesToEveryFamilyWhatItDoesInAnotherImplementation(String family) throws IOException {
    Map<String, Double> expected = expected(family);

    Map<String, Double> found = step(ModelYaml.of(text(family + ".yaml")));

    assertThat(found).containsOnlyKeys(expected.keySet());
    expected.forEach(
        (quantity, value) ->
            assertThat(found.get(quantity))
                .as(quantity)
                .isCloseTo(value, within(ROUNDING * Math.abs(value))));
  }

  private static Map<String, Double> step(ModelYaml yaml) {
    Map<String, Double> found = new LinkedHashMap<>();
    try (DoubleLearner learner = new DoubleLearner(yaml, 3)) {
      Map<String, double[]> before = DoubleLearner.values(learner.network());
      double[] loss = learner.learn("image", IMAGE, targets());
      found.put("loss.total", loss[0]);
      found.put("loss.box", loss[1]);
      found.put("loss.cls", loss[2]);
      found.put("loss.dfl", loss[3]);
      found.putAll(norms("gradient", learner.network(), gradients(learner)));
      found.put("gradient.all", learner.optimizer().update(new StepRates(0.02, 0.01, 0.937, 1)));
      found.putAll(moved("network", before, learner.network()));
      found.putAll(moved("average", before, learner.average()));
      found.put("loss.next", learner.learn("image", IMAGE, targets())[0]);
    }
    return found;
  }

  private static float[] targets() {
    float[] rows = TARGETS_128THS.clone();
    for (int i = 0; i < rows.length; i++) {
      rows[i] /= i % 6 < 2 ? 1 : 128;
    }
    return rows;
  }

  private static Map<String, double[]> gradients(DoubleLearner learner) {
    Map<String, double[]> gradients = new LinkedHashMap<>();
    Map<String, NDArray> arrays = learner.optimizer().gradients();
    arrays.forEach((name, gradient) -> gradients.put(name, gradient.toDoubleArray()));
    return gradients;
  }

  /** How far each group moved, and a sum that no two numbers enter alike. */
  private static Map<String, Double> moved(
      String what, Map<String, double[]> before, Network network) {
    Map<String, double[]> after = DoubleLearner.values(network);
    Map<String, double[]> differences = new LinkedHashMap<>();
    double mixed = 0;
    for (Map.Entry<String, double[]> tensor : after.entrySet()) {
      double[] from = before.get(tensor.getKey());
      double[] to = tensor.getValue();
      double[] difference = new double[to.length];
      double[] factors = HashFill.unit("mix." + tensor.getKey(), to.length);
      for (int i = 0; i < to.length; i++) {
        difference[i] = to[i] - from[i];
        mixed += factors[i] * to[i];
      }
      differences.put(tensor.getKey(), difference);
    }
    Map<String, Double> moved = norms(what, network, differences);
    moved.put(what + ".mixed", mixed);
    return moved;
  }

  private static Map<String, Double> norms(
      String what, Network network, Map<String, double[]> tensors) {
    Map<String, Double> norms = new LinkedHashMap<>();
    tensors.forEach(
        (name, values) -> {
          double squares = 0;
          for (double value : values) {
            squares += value * value;
          }
          norms.merge(what + "." + group(network.state().get(name)), squares, Double::sum);
        });
    norms.replaceAll((group, squares) -> Math.sqrt(squares));
    return norms;
  }

  private static String group(Parameter parameter) {
    return switch (parameter.getType()) {
      case BIAS, BETA -> "biases";
      case GAMMA -> "scales";
      case RUNNING_MEAN, RUNNING_VAR -> "statistics";
      default -> "weights";
    };
  }

  private static Map<String, Double> expected(String family) throws IOException {
    Map<String, Double> expected = new LinkedHashMap<>();
    text("expected.csv")
        .lines()
        .map(line -> line.split(", "))
        .filter(cells -> cells[0].equals(family))
        .forEach(cells -> expected.put(cells[1], Double.valueOf(cells[2])));
    return expected;
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = FamilyStepTest.class.getResourceAsStream("step/" + resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
