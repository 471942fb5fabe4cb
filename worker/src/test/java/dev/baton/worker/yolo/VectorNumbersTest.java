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
    assertThat(new VectorNumbers("feat.main.P3").at(0)).isCloseTo(0.996702845, within(1e-9));
  }
}
