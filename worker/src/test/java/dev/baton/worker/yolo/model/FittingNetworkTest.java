package dev.baton.worker.yolo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FittingNetworkTest {
  private static final HeadShape.Towers NARROW = new HeadShape.Towers(64, 80);

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

  private Network build(String cfg, HeadShape head, Place.Form form) {
    return Network.build(ModelYaml.of(cfg), head, new LayerScripts(manager), manager, form);
  }

  private Network fitting(String cfg, Map<String, List<Long>> shapes) {
    return Network.fitting(ModelYaml.of(cfg), shapes, new LayerScripts(manager), manager);
  }

  private static Map<String, List<Long>> shapes(Network network) {
    Map<String, List<Long>> shapes = new HashMap<>();
    for (Parameter parameter : network.state().values()) {
      long[] shape = parameter.getShape().getShape();
      shapes.put(parameter.getName(), Arrays.stream(shape).boxed().toList());
    }
    return shapes;
  }

  @Test
  void classesAndWidthsOfTheHeadFollowFromTheTensors() {
    HeadShape head = new HeadShape(7, List.of(new HeadShape.Towers(68, 72), NARROW));
    Map<String, List<Long>> shapes = shapes(build("yolov9-t", head, Place.Form.TRAINABLE));

    Network network = fitting("yolov9-t", shapes);

    assertThat(network.classes()).isEqualTo(7);
    assertThat(shapes(network)).isEqualTo(shapes);
  }

  /** The published figure of YOLOv9-T, spec 1.7. */
  @Test
  void withTowersAsNarrowAsThePublishedOnesTinyHasTwoMillionParameters() {
    HeadShape head = new HeadShape(80, List.of(NARROW));
    Map<String, List<Long>> shapes = shapes(build("gelan-t", head, Place.Form.TRAINABLE));

    Network fused = fitting("gelan-t", shapes).fused(manager);

    assertThat(fused.state().values().stream().mapToLong(p -> p.getShape().size()).sum())
        .isEqualTo(2_001_840);
  }

  @Test
  void tensorsOfAFusedNetworkFitAFusedNetwork() {
    Map<String, List<Long>> shapes = shapes(build("gelan-t", HeadShape.of(3), Place.Form.FUSED));

    Network network = fitting("gelan-t", shapes);

    assertThat(shapes(network)).isEqualTo(shapes);
    assertThat(network.fused(manager)).isSameAs(network);
  }

  @Test
  void tensorsOfAnotherModelAreRefusedNamingTheOneThatIsMissed() {
    Map<String, List<Long>> shapes = shapes(build("gelan-t", HeadShape.of(3), Place.Form.FUSED));

    assertThatThrownBy(() -> fitting("yolov9-t", shapes))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("no model.29.cv2.0.0.conv.weight")
        .hasMessageContaining("cfg");
  }
}
