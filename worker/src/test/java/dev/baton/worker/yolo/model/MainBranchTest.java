package dev.baton.worker.yolo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.vectors.HashFill;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values: spec section 2.1. */
class MainBranchTest {

  private static Network network(ModelYaml yaml, NDManager manager) {
    return Network.build(yaml, 3, new LayerScripts(manager), manager);
  }

  @ParameterizedTest
  @CsvSource({
    "yolov9-t, gelan-t",
    "yolov9-s, gelan-s",
    "yolov9-m, gelan-m",
    "yolov9-c, gelan-c",
    "yolov9-e, gelan-e",
    "yolov9-cf, gelan-c"
  })
  void everyTensorOfTheGelanFormComesFromTheLargerModel(String larger, String smaller) {
    TorchThread.prepare(1);
    try (NDManager manager = TorchThread.newManager()) {
      Map<String, Parameter> dual = network(ModelYaml.of(larger), manager).state();
      Map<String, Parameter> gelan = network(ModelYaml.of(smaller), manager).state();

      MainBranch branch = MainBranch.of(ModelYaml.of(larger));
      Map<String, Parameter> converted = branch.convert(dual);

      assertThat(converted.keySet()).containsExactlyElementsOf(gelan.keySet());
      converted.forEach(
          (name, parameter) ->
              assertThat(parameter.getShape()).as(name).isEqualTo(gelan.get(name).getShape()));
      assertThat(network(branch.yaml(), manager).state().keySet())
          .containsExactlyElementsOf(gelan.keySet());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "yolov9-t, model.21.cv1.conv.weight,  model.21.cv1.conv.weight",
    "yolov9-t, model.29.cv4.0.2.bias,     model.22.cv2.0.2.bias",
    "yolov9-c, model.1.conv.weight,       model.0.conv.weight",
    "yolov9-c, model.38.dfl2.conv.weight, model.22.dfl.conv.weight",
    "yolov9-e, model.28.cv1.conv.weight,  model.28.cv1.conv.weight",
    "yolov9-e, model.36.cv1.conv.weight,  model.29.cv1.conv.weight",
    "yolov9-e, model.49.cv5.2.0.bn.bias,  model.42.cv3.2.0.bn.bias",
    "yolov9-cf, model.38.cv6.1.2.weight,  model.22.cv2.1.2.weight",
    "yolov9-cf, model.38.dfl3.conv.weight, model.22.dfl.conv.weight"
  })
  void layersKeepTheirOrder(String cfg, String dual, String gelan) {
    assertThat(MainBranch.of(ModelYaml.of(cfg)).key(dual)).contains(gelan);
  }

  @Test
  void theAuxiliaryBranchIsDropped() {
    MainBranch branch = MainBranch.of(ModelYaml.of("yolov9-t"));

    assertThat(branch.key("model.29.cv2.0.2.bias")).isEmpty();
    assertThat(branch.key("model.29.dfl.conv.weight")).isEmpty();
    assertThat(branch.key("model.22.cv1.conv.weight")).isEmpty();
  }

  /** Also with the YAML that was made, which is how a user's own dual model is converted. */
  @ParameterizedTest
  @ValueSource(strings = {"t", "m"})
  void theMapsAreThoseOfTheDualModelsMainBranch(String size) {
    TorchThread.prepare(1);
    try (NDManager manager = TorchThread.newManager()) {
      Network dual = network(ModelYaml.of("yolov9-" + size), manager);
      HashFill.fill(dual);
      MainBranch branch = MainBranch.of(dual.yaml());
      Network single = network(branch.yaml(), manager);
      branch
          .convert(dual.state())
          .forEach((name, from) -> from.getArray().copyTo(single.state().get(name).getArray()));
      NDArray image = HashFill.array(manager, "image", new Shape(2, 3, 96, 160));

      NDList expected = dual.rawMaps(image, false);
      NDList maps = single.rawMaps(image, false);

      assertThat(maps).hasSize(3);
      for (int i = 0; i < 3; i++) {
        assertThat(maps.get(i).toFloatArray()).isEqualTo(expected.get(3 + i).toFloatArray());
      }
    }
  }

  @Test
  void aModelWithoutAnAuxiliaryBranchIsRefusedByItsHead() {
    assertThatThrownBy(() -> MainBranch.of(ModelYaml.of("gelan-t")))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("row 22")
        .hasMessageContaining("DualDDetect");
  }
}
