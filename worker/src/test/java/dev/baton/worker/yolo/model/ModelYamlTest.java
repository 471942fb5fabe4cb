package dev.baton.worker.yolo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.worker.attempt.TrainerException;
import org.junit.jupiter.api.Test;

class ModelYamlTest {

  static String gelanTiny() {
    return ModelYaml.of("gelan-t").text();
  }

  @Test
  void aModelsTextReadsLikeItsName() {
    assertThat(ModelYaml.of(gelanTiny())).isEqualTo(ModelYaml.of("gelan-t.yaml"));
  }

  @Test
  void backboneAndHeadAreOneListOfRows() {
    assertThat(ModelYaml.of("gelan-t").rows()).hasSize(23);
    assertThat(ModelYaml.of("yolov9-e").rows()).hasSize(50);
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> ModelYaml.of("gelan-x"))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("\"gelan-x\"")
        .hasMessageContaining("gelan-t");
  }

  @Test
  void aRowOfAnotherFormIsRefusedByItsNumber() {
    String yaml = gelanTiny().replace("[-1, 1, Conv, [16, 3, 2]]", "[-1, Conv, [16, 3, 2]]");
    assertThatThrownBy(() -> ModelYaml.of(yaml)).hasMessageContaining("row 0 is [-1, Conv");
  }

  @Test
  void textThatIsNoYamlIsRefused() {
    assertThatThrownBy(() -> ModelYaml.of("backbone:\n  - [")).hasMessageContaining("not YAML");
  }

  @Test
  void everyBuiltInModelCanBeBuilt() {
    assertThat(ModelYaml.BUILT_IN).allSatisfy(name -> Network.check(ModelYaml.of(name), 3));
  }
}
