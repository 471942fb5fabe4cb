package dev.baton.worker.yolo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.model.ModelSummary.Row;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values: spec sections 1.6 and 1.7. */
class ModelSummaryTest {

  @ParameterizedTest
  @CsvSource({
    "yolov9-t,  3717680,  3717648,  16.276,  3674576,  16.163",
    "yolov9-s,  9804512,  9804480,  39.501,  9659168,  39.048",
    "yolov9-m, 32878432, 32878400, 132.084, 32667400, 131.321",
    "yolov9-c, 51182080, 51182048, 238.655, 50880768, 237.632",
    "yolov9-e, 69529664, 69529632, 243.963, 68669632, 241.342",
    "gelan-t,   2442640,  2442624,   9.900,  2407632,   9.818",
    "gelan-s,   7226208,  7226192,  26.709,  7105888,  26.379",
    "gelan-m,  20124000, 20123984,  76.800, 19978672,  76.310",
    "gelan-c,  25498752, 25498736, 102.819, 25288768, 102.137",
    "gelan-e,  58114432, 58114416, 191.148, 57345920, 188.946",
    "yolov9,   60979712, 60979680, 265.918, 60678400, 264.895",
    "gelan,    31462528, 31462512, 117.814, 31252544, 117.132"
  })
  void aModelHasTheReferencesNumbersOfParametersAndOperations(
      String cfg,
      long parameters,
      long trained,
      double gigaflops,
      long fusedParameters,
      double fusedGigaflops) {
    ModelSummary summary = ModelSummary.of(ModelYaml.of(cfg), 80, 640);

    assertThat(summary.trainable().parameters()).isEqualTo(parameters);
    assertThat(summary.trainable().trained()).isEqualTo(trained);
    assertThat(summary.trainable().flops() / 1e9).isCloseTo(gigaflops, within(5.1e-4));
    assertThat(summary.fused().parameters()).isEqualTo(fusedParameters);
    assertThat(summary.fused().flops() / 1e9).isCloseTo(fusedGigaflops, within(5.1e-4));
  }

  @Test
  void everyRowIsCountedByItself() {
    ModelSummary summary = ModelSummary.of(ModelYaml.of("gelan-t"), 80, 640);

    assertThat(summary.rows())
        .contains(
            new Row(4, List.of(-1), 1, 65216, "RepNCSPELAN4", List.of(64, 64, 32, 3)),
            new Row(11, List.of(-1, 6), 1, 0, "Concat", List.of(1)),
            new Row(22, List.of(15, 18, 21), 1, 1004224, "DDetect", List.of("nc")))
        .hasSize(23);
  }

  @Test
  void aModelHasTheClassesOfItsYamlWhenNoneAreGiven() {
    ModelYaml three = ModelYaml.of("nc: 3\n" + ModelYaml.of("gelan-t").text().replace("nc:", "x:"));

    assertThat(ModelSummary.of(three, 640).classes()).isEqualTo(3);
    assertThat(ModelSummary.of(ModelYaml.of("gelan-t"), 640).classes()).isEqualTo(80);
  }

  @Test
  void aRowThatCannotBeBuiltIsNamed() {
    ModelYaml yaml = ModelYaml.of(ModelYaml.of("gelan-t").text().replace("SPPELAN", "SPPF"));

    assertThatThrownBy(() -> ModelSummary.of(yaml, 80, 640))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("row 9")
        .hasMessageContaining("SPPF");
  }
}
