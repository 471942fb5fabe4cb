package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The specification's appendix A. */
class ReferenceDrawsTest {

  @Test
  void pythonsFirstNumbersOfSeedZero() {
    ReferenceDraws draws = new ReferenceDraws(0);
    assertThat(draws.unit()).isEqualTo(0.8444218515250481);
    assertThat(draws.unit()).isEqualTo(0.7579544029403025);
    assertThat(draws.unit()).isEqualTo(0.420571580830845);
  }

  @Test
  void numpysFirstNumbersOfSeedZero() {
    ReferenceDraws draws = new ReferenceDraws(0);
    assertThat(-1 + 2 * draws.colourUnit()).isEqualTo(0.0976270078546495);
    assertThat(-1 + 2 * draws.colourUnit()).isEqualTo(0.43037873274483895);
    assertThat(-1 + 2 * draws.colourUnit()).isEqualTo(0.20552675214328775);
    assertThat(draws.mixRatio()).isEqualTo(0.3405249186487102);
    assertThat(draws.mixRatio()).isEqualTo(0.5764528081295135);
  }
}
