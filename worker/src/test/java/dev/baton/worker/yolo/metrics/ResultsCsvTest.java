package dev.baton.worker.yolo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ResultsCsvTest {

  @Test
  void fieldsAreTwentyWide() {
    assertThat(ResultsCsv.header())
        .startsWith("               epoch,      train/box_loss,")
        .contains(",metrics/mAP_0.5:0.95,")
        .endsWith(",               x/lr2");
    assertThat(ResultsCsv.row(3, .5, 1, 2, 3, 4, 5, 6, 0, 0, 0, .1, .01, .01))
        .startsWith("                   3,                 0.5,")
        .hasSize(14 * 21 - 1);
  }

  @Test
  void aRowNeedsAValueForEveryColumn() {
    assertThatThrownBy(() -> ResultsCsv.row(1, 2)).hasMessageContaining("2 values for 14 columns");
  }
}
