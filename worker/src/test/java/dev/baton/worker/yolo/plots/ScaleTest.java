package dev.baton.worker.yolo.plots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {

  @Test
  void ticksAreRoundAndEncloseTheValues() {
    assertThat(texts(Scale.around(1.52, 4.01, 4)))
        .containsExactly("1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5");
    assertThat(texts(Scale.around(-0.3, 0.9, 4))).startsWith("-0.4", "-0.2", "0.0").endsWith("1.0");
    assertThat(texts(Scale.fromZero(4320, 4)))
        .containsExactly("0", "1,000", "2,000", "3,000", "4,000", "5,000");
  }

  @Test
  void aSingleValueLiesInTheMiddle() {
    assertThat(Scale.around(0.25, 0.25, 4).part(0.25)).isEqualTo(0.5);
    assertThat(Scale.around(0, 0, 4)).isEqualTo(Scale.UNIT);
  }

  @Test
  void epochsAreWholeNumbers() {
    assertThat(texts(Scale.whole(0, 59, 4))).containsExactly("0", "10", "20", "30", "40", "50");
    assertThat(texts(Scale.whole(0, 2, 4))).containsExactly("0", "1", "2");
    assertThat(texts(Scale.whole(0, 0, 4))).containsExactly("0");
  }

  @Test
  void smallNumbersHaveAnExponent() {
    assertThat(texts(Scale.around(0, 0.00007, 4)))
        .startsWith("0", "1.00e-05")
        .doesNotHaveDuplicates();
  }

  private static List<String> texts(Scale scale) {
    return scale.ticks().stream().map(scale::text).toList();
  }
}
