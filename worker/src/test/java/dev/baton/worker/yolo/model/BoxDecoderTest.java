package dev.baton.worker.yolo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.vectors.HashFill;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Expected values: spec sections B.3 and B.7. */
class BoxDecoderTest {
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
    return HashFill.network(cfg, classes, manager);
  }

  private static void assertAnchor(
      NDArray decoded, int anchor, double rounding, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) decoded.getFloat(0, i, anchor))
          .as("value %d of anchor %d", i, anchor)
          .isCloseTo(expected[i], within(rounding));
    }
  }

  @Test
  void rawMapsBecomeTheReferencesBoxes() {
    NDList maps = new NDList();
    for (int level = 0; level < 3; level++) {
      Shape shape = new Shape(2, 144, 16 >> level, 16 >> level);
      maps.add(HashFill.rawMap(manager, "feat.main.P" + (level + 3), shape));
    }

    NDArray decoded = BoxDecoder.decode(network("gelan-t", 80), maps);

    assertThat(decoded.getShape()).isEqualTo(new Shape(2, 84, 336));
    assertAnchor(decoded, 0, 1e-4, -14.22157, -2.55809, 70.70399, 103.25536);
    assertAnchor(decoded, 255, 1e-4, 129.23337, 110.00451, 104.19197, 112.92555);
    assertAnchor(decoded, 256, 1e-4, 10.21867, -6.33986, 203.15054, 229.64856);
    assertAnchor(decoded, 335, 1e-3, 95.29926, 159.96400, 532.20447, 463.44223);
    assertThat((double) decoded.get(0).get("4:").max().getFloat())
        .isCloseTo(0.8807898, within(1e-6));
  }

  @Test
  void aSingleBranchIsEvaluatedAsByTheReference() {
    NDArray decoded = evaluated("gelan-m");

    assertThat(decoded.getShape()).isEqualTo(new Shape(2, 7, 315));
    double rounding = 5e-4;
    assertAnchor(
        decoded, 0, rounding, 3.90957, 2.97839, 120.27704, 120.67283, 0.52693, 0.55141, 0.50934);
    assertAnchor(
        decoded, 19, rounding, 155.55822, 3.26145, 120.76983, 121.20890, 0.50051, 0.51959, 0.49046);
    assertAnchor(
        decoded, 240, rounding, 6.53347, 7.31959, 240.86778, 239.66924, 0.54874, 0.46813, 0.49404);
    assertAnchor(
        decoded, 299, rounding, 150.23107, 87.52697, 242.64486, 239.20623, 0.52888, 0.49798,
        0.49756);
  }

  @Test
  void ofTwoBranchesTheMainOneIsDecoded() {
    NDArray decoded = evaluated("yolov9-t");

    double rounding = 1.4e-2; // twice what single precision was seen to be off
    assertAnchor(
        decoded, 0, rounding, 3.89545, 4.71924, 118.21247, 118.48181, 0.43992, 0.49608, 0.50336);
    assertAnchor(
        decoded, 19, rounding, 157.78057, 4.31361, 118.82009, 119.61023, 0.47304, 0.55886, 0.56010);
    assertAnchor(
        decoded, 240, rounding, 79.83652, 56.06508, 239.83664, 229.04446, 0.22414, 0.99920,
        0.00054);
    assertAnchor(
        decoded, 299, rounding, 100.50317, 31.98884, 217.16458, 176.30653, 0.02980, 0.98930,
        0.00000);
  }

  private NDArray evaluated(String cfg) {
    Network network = network(cfg, 3);
    NDArray image = HashFill.array(manager, "image", new Shape(2, 3, 96, 160));
    return BoxDecoder.decode(network, network.rawMaps(image, false));
  }
}
