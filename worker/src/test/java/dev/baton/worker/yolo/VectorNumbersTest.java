package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VectorNumbersTest {

  @Test
  void theFirstNumbersAreThoseOfTheSpecification() {
    VectorNumbers image = new VectorNumbers("image");
    assertThat(image.at(0)).isCloseTo(0.333089394, within(1e-9));
    assertThat(image.at(1)).isCloseTo(0.237003980, within(1e-9));
    assertThat(image.at(2)).isCloseTo(0.309108940, within(1e-9));
    assertThat(image.at(3)).isCloseTo(0.078227624, within(1e-9));
    VectorNumbers weight = new VectorNumbers("model.0.conv.weight");
    assertThat(weight.at(0)).isCloseTo(0.583551264, within(1e-9));
    assertThat(weight.at(1)).isCloseTo(0.949601084, within(1e-9));
    assertThat(weight.at(2)).isCloseTo(0.456134948, within(1e-9));
    VectorNumbers map = new VectorNumbers("feat.main.P3");
    assertThat(map.at(0)).isCloseTo(0.996702845, within(1e-9));
    assertThat(map.at(1)).isCloseTo(0.604329748, within(1e-9));
  }
}
