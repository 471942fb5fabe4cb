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
    assertRefusedInOneLine("backbone:\n  - [", "it is not YAML: line 2");
  }

  /** Each list names the one before twice: written out, the last has a billion values. */
  @Test
  void aliasesThatRepeatEachOtherAreRefusedInOneLine() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [1, 1]\n");
    for (int i = 1; i <= 12; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    bomb.append("backbone: [*a12]\nhead: []\n");
    assertRefusedInOneLine(bomb.toString(), "row 0 is [[[[");
    String larger = bomb.toString().replace("[1, 1]", "[" + "1, ".repeat(100) + "1]");
    assertRefusedInOneLine(larger, "too many values");
    StringBuilder many = new StringBuilder("a: &a [1]\nbackbone:\n");
    many.append("  - *a\n".repeat(60));
    assertRefusedInOneLine(many + "head: []\n", "it is not YAML: Number of aliases");
  }

  private static void assertRefusedInOneLine(String yaml, String why) {
    assertThatThrownBy(() -> ModelYaml.of(yaml))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining(why)
        .message()
        .hasSizeLessThan(500)
        .hasLineCount(1);
  }

  @Test
  void everyBuiltInModelCanBeBuilt() {
    assertThat(ModelYaml.BUILT_IN).allSatisfy(name -> Network.check(ModelYaml.of(name), 3));
  }
}
