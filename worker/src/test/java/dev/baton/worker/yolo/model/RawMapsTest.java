package dev.baton.worker.yolo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.baton.worker.yolo.torch.TensorBytes;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.vectors.DoublePrecision;
import dev.baton.worker.yolo.vectors.HashFill;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values: spec sections B.2 and B.7, which the reference computed in double precision. */
class RawMapsTest {
  /** Means are printed with six digits, single values with five; a hair more, for ties. */
  private static final double HALF_OF_DIGIT_6 = 0.501e-6;

  private static final double HALF_OF_DIGIT_5 = 0.501e-5;

  private NDManager manager;

  /** A row of the vectors: what a raw map of one branch and level holds. */
  private record Expected(String model, String branch, int level, double[] numbers) {

    static Expected of(String row) {
      String[] cells = row.split(", ");
      double[] numbers = Arrays.stream(cells).skip(3).mapToDouble(Double::parseDouble).toArray();
      return new Expected(cells[0], cells[1], cells[2].charAt(1) - '3', numbers);
    }

    NDArray map(NDList maps) {
      return maps.get(level + (branch.equals("aux") ? 0 : maps.size() - 3));
    }
  }

  @BeforeEach
  void openManager() {
    TorchThread.prepare(1);
    manager = TorchThread.newManager();
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gelan-t", "gelan-s", "gelan-m", "gelan-c", "gelan-e",
        "yolov9-t", "yolov9-s", "yolov9-m", "yolov9-c", "yolov9-e"
      })
  void everyModelComputesTheReferencesRawMapsOfSquareImages(String model) throws IOException {
    assertRawMaps("raw-maps-coco.csv", model, 80, new Shape(2, 3, 128, 128));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gelan-t",
        "gelan-c",
        "yolov9-t",
        "yolov9-s",
        "yolov9-m",
        "yolov9-c",
        "yolov9-e",
        "yolov9-cf"
      })
  void everyModelComputesTheReferencesRawMapsOfWideImages(String model) throws IOException {
    assertRawMaps("raw-maps-three-classes.csv", model, 3, new Shape(2, 3, 96, 160));
  }

  /** In single precision to twice what it was seen to be off; in double to the last digit. */
  private void assertRawMaps(String vectors, String model, int classes, Shape shape)
      throws IOException {
    List<Expected> expected = expected(vectors, model);
    assertThat(expected).isNotEmpty();
    Network network =
        Network.build(ModelYaml.of(model), classes, new LayerScripts(manager), manager);
    HashFill.fill(network);
    NDArray image = HashFill.array(manager, "image", shape);

    NDList maps = network.rawMaps(image, true);
    double rounding = model.endsWith("-e") ? 0.026 : 0.005;
    expected.forEach(row -> assertMap(row, row.map(maps), rounding / 50, rounding));

    HashFill.fill(network); // for its statistics, which have moved
    DoublePrecision.widen(network);
    NDList exact = network.rawMaps(image.toType(DataType.FLOAT64, false), true);
    expected.forEach(row -> assertMap(row, row.map(exact), HALF_OF_DIGIT_6, HALF_OF_DIGIT_5));
  }

  private static List<Expected> expected(String vectors, String model) throws IOException {
    try (InputStream in = RawMapsTest.class.getResourceAsStream(vectors)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Expected::of)
          .filter(row -> row.model().equals(model))
          .toList();
    }
  }

  private static void assertMap(
      Expected expected, NDArray map, double roundingOfMeans, double rounding) {
    double[] values = TensorBytes.doubles(map);
    double sum = 0;
    double squares = 0;
    for (double value : values) {
      sum += value;
      squares += value * value;
    }
    double[] numbers = expected.numbers();
    String name = expected.toString();
    assertThat(sum / values.length).as(name).isCloseTo(numbers[0], within(roundingOfMeans));
    assertThat(Math.sqrt(squares / values.length))
        .as(name)
        .isCloseTo(numbers[1], within(roundingOfMeans));
    double[] shown = {values[0], values[1], values[2], values[values.length - 1]};
    for (int i = 0; i < shown.length; i++) {
      assertThat(shown[i]).as(name).isCloseTo(numbers[2 + i], within(rounding));
    }
  }
}
