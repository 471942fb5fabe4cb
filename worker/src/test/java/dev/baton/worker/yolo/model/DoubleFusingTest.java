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
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fused networks in double precision. Expected values: spec section B.7, and for the fused tensors
 * the second implementation of that section (yolov9-t, 3 classes, filled as in B.1, in FP64).
 */
class DoubleFusingTest {
  /** Of a tensor's largest element: the last bit. */
  private static final double LAST_BIT = 1.2e-16;

  private static final double ROUNDING = 1e-13;

  /** Half of the last digit that is printed, and a hair for ties. */
  private static final double HALF_OF_DIGIT_5 = 0.501e-5;

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

  private Network filled(String cfg) {
    Network network = HashFill.network(cfg, 3, manager);
    DoublePrecision.widen(network);
    return network;
  }

  private NDArray image() {
    return HashFill.array(manager, "image", new Shape(2, 3, 96, 160))
        .toType(DataType.FLOAT64, false);
  }

  private static void assertFirst(Network network, String name, double largest, double... first) {
    double[] values = TensorBytes.doubles(network.state().get(name).getArray());
    assertThat(Arrays.stream(values).map(Math::abs).max()).hasValue(largest);
    for (int i = 0; i < first.length; i++) {
      assertThat(values[i]).as(name).isCloseTo(first[i], within(LAST_BIT * largest));
    }
  }

  @Test
  void fusedTensorsAreExactToTheLastBit() {
    Network fused = filled("yolov9-t").fused(manager);

    assertThat(fused.state().get("model.0.conv.weight").getArray().getDataType())
        .isEqualTo(DataType.FLOAT64);
    assertFirst(
        fused,
        "model.0.conv.weight",
        0.6751403871299805,
        0.08406616750160847,
        0.45237185877075087,
        -0.044135380118681004,
        -0.15661541135274054,
        0.3295109358360073);
    assertFirst(
        fused,
        "model.0.conv.bias",
        0.16414396181962543,
        0.06271330535450502,
        0.011900488407833358,
        -0.09943607581780475,
        0.01172206236810595,
        0.09064969224541708);
    assertFirst(
        fused,
        "model.4.cv2.0.m.0.cv1.conv.weight",
        1.0089602468995271,
        -0.11993910380419848,
        0.01936485360249466,
        -0.12684751121030596,
        -0.02280539934906759,
        0.7633768017672304);
    assertFirst(
        fused,
        "model.4.cv2.0.m.0.cv1.conv.bias",
        0.25486241874833915,
        -0.04682695677766292,
        0.010779057735845851,
        -0.17750154815719965,
        -0.06319618867345289,
        0.06968787679859591);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gelan-t", "gelan-m", "gelan", "yolov9-t", "yolov9-c", "yolov9-cf"})
  void fusedAndUnfusedNetworksComputeTheSameMaps(String cfg) {
    Network network = filled(cfg);
    NDArray image = image();

    NDList expected = network.rawMaps(image, false);
    NDList maps = network.fused(manager).rawMaps(image, false);
    NDList detected = network.detector(manager).rawMaps(image, false);

    for (int i = 0; i < expected.size(); i++) {
      assertSame(maps.get(i), expected.get(i));
    }
    for (int i = 0; i < detected.size(); i++) {
      assertSame(detected.get(i), expected.get(expected.size() - detected.size() + i));
    }
  }

  /**
   * Of networks whose maps stay below 500; the softmax over larger ones amplifies their rounding.
   */
  @ParameterizedTest
  @ValueSource(strings = {"gelan-t", "gelan-m", "yolov9-t"})
  void fusedAndUnfusedNetworksFindTheSameBoxes(String cfg) {
    Network network = filled(cfg);
    Network fused = network.fused(manager);

    assertSame(
        BoxDecoder.decode(fused, fused.rawMaps(image(), false)),
        BoxDecoder.decode(network, network.rawMaps(image(), false)));
  }

  private static void assertSame(NDArray found, NDArray expected) {
    assertThat(found.getDataType()).isEqualTo(DataType.FLOAT64);
    double difference = found.sub(expected).abs().max().getDouble();
    assertThat(difference).isLessThanOrEqualTo(ROUNDING * expected.abs().max().getDouble());
  }

  @ParameterizedTest
  @CsvFileSource(resources = "boxes-three-classes.csv")
  void bothFindTheReferencesBoxesToTheLastDigit(
      String cfg,
      int anchor,
      double x,
      double y,
      double width,
      double height,
      double a,
      double b,
      double c) {
    Network network = filled(cfg);
    double[] expected = {x, y, width, height, a, b, c};

    assertAnchor(network, anchor, expected);
    assertAnchor(network.fused(manager), anchor, expected);
  }

  private void assertAnchor(Network network, int anchor, double[] expected) {
    NDArray decoded = BoxDecoder.decode(network, network.rawMaps(image(), false));
    for (int i = 0; i < expected.length; i++) {
      assertThat(decoded.getDouble(0, i, anchor))
          .as("value %d of anchor %d", i, anchor)
          .isCloseTo(expected[i], within(HALF_OF_DIGIT_5));
    }
  }
}
