package dev.baton.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  @Test
  void isFullOnlyWhenAllIsDone() {
    assertThat(ProgressBar.of(4, 0, List.of())).isEqualTo("[....]");
    assertThat(ProgressBar.of(4, 0.99, List.of())).isEqualTo("[###.]");
    assertThat(ProgressBar.of(4, 0.74, List.of())).isEqualTo("[##..]");
    assertThat(ProgressBar.of(4, 1, List.of())).isEqualTo("[####]");
  }

  @Test
  void marksPlacesAlsoAtItsVeryEnds() {
    assertThat(ProgressBar.of(4, 0.5, List.of(0.0, 1.0))).isEqualTo("[|#.|]");
  }

  @Test
  void hasNoWidthWhereColumnsAreFew() {
    assertThat(ProgressBar.of(ProgressBar.widthFor(20), 0.5, List.of())).isEmpty();
    assertThat(ProgressBar.widthFor(80)).isEqualTo(20);
  }
}
