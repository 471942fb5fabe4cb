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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values: spec sections 1.7, 2.2 and B.7. */
class FusedNetworkTest {
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
    return HashFill.network(cfg, 3, manager);
  }

  private NDArray image() {
    return HashFill.array(manager, "image", new Shape(2, 3, 96, 160));
  }

  @ParameterizedTest
  @CsvSource({
    "yolov9-t,  3674576",
    "yolov9-s,  9659168",
    "yolov9-m, 32667400",
    "yolov9-c, 50880768",
    "yolov9-e, 68669632",
    "yolov9-cf, 56431168",
    "gelan-t,   2407632",
    "gelan-s,   7105888",
    "gelan-m,  19978672",
    "gelan-c,  25288768",
    "gelan-e,  57345920",
    "yolov9,   60678400",
    "gelan,    31252544"
  })
  void aFusedNetworkHasTheReferencesNumberOfParameters(String cfg, long parameters) {
    Network network =
        Network.build(
            ModelYaml.of(cfg),
            HeadShape.of(80),
            new LayerScripts(manager),
            manager,
            Place.Form.FUSED);

    assertThat(network.state().values().stream().mapToLong(p -> p.getShape().size()).sum())
        .isEqualTo(parameters);
  }

  @Test
  void aFusedNetworkHasTheReferencesNames() {
    Network fused = filled("gelan-t").fused(manager);

    assertThat(fused.state().keySet())
        .startsWith("model.0.conv.weight", "model.0.conv.bias", "model.1.conv.weight")
        .contains("model.4.cv2.0.m.0.cv1.conv.weight", "model.4.cv2.0.m.0.cv1.conv.bias")
        .contains("model.22.cv2.0.2.weight", "model.22.dfl.conv.weight")
        .noneMatch(name -> name.contains(".bn.") || name.contains(".conv1."));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "boxes-three-classes.csv")
  void aFusedNetworkFindsTheReferencesBoxes(
      String cfg,
      int anchor,
      double x,
      double y,
      double width,
      double height,
      double a,
      double b,
      double c) {
    Network fused = filled(cfg).fused(manager);

    NDArray decoded = BoxDecoder.decode(fused, fused.rawMaps(image(), false));

    double[] expected = {x, y, width, height, a, b, c};
    double tolerance = cfg.equals("gelan-m") ? 5e-4 : 1.4e-2; // twice what was seen at most
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) decoded.getFloat(0, i, anchor)).isCloseTo(expected[i], within(tolerance));
    }
  }

  @ParameterizedTest
  @CsvSource({"gelan-t", "gelan-m", "yolov9-t"})
  void fusedAndUnfusedNetworksComputeTheSameMaps(String cfg) {
    Network network = filled(cfg);

    NDList maps = network.rawMaps(image(), false);
    NDList fused = network.fused(manager).rawMaps(image(), false);

    assertThat(fused).hasSameSizeAs(maps);
    for (int i = 0; i < maps.size(); i++) {
      float largest = maps.get(i).abs().max().getFloat();
      float difference = fused.get(i).sub(maps.get(i)).abs().max().getFloat();
      assertThat(difference / largest).isLessThan(1e-4f);
    }
  }

  @ParameterizedTest
  @CsvSource({"gelan-t", "yolov9-t", "yolov9-m", "yolov9-e", "yolov9-cf"})
  void theDetectorComputesTheLastMapsOfTheFusedNetwork(String cfg) {
    Network network = filled(cfg);
    NDArray image = image();

    NDList fused = network.fused(manager).rawMaps(image, false);
    NDList detected = network.detector(manager).rawMaps(image, false);

    assertThat(detected).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(detected.get(i).toFloatArray())
          .isEqualTo(fused.get(fused.size() - 3 + i).toFloatArray());
    }
  }

  @Test
  void theBranchOfOneByOneGoesToTheCentreOfTheKernel() {
    Network network = filled("gelan-t");
    float[] wide = weights(network, "model.4.cv2.0.m.0.cv1.conv1.conv.weight");
    float[] narrow = weights(network, "model.4.cv2.0.m.0.cv1.conv2.conv.weight");

    float[] fused = weights(network.fused(manager), "model.4.cv2.0.m.0.cv1.conv.weight");

    double wideScale = scale(network, "model.4.cv2.0.m.0.cv1.conv1.bn");
    double narrowScale = scale(network, "model.4.cv2.0.m.0.cv1.conv2.bn");
    assertThat((double) fused[0]).isCloseTo(wide[0] * wideScale, within(1e-6));
    assertThat((double) fused[4])
        .isCloseTo(wide[4] * wideScale + narrow[0] * narrowScale, within(1e-6));
  }

  private static double scale(Network network, String norm) {
    return weights(network, norm + ".weight")[0]
        / Math.sqrt(weights(network, norm + ".running_var")[0] + 1e-3);
  }

  private static float[] weights(Network network, String name) {
    return network.state().get(name).getArray().toFloatArray();
  }
}
