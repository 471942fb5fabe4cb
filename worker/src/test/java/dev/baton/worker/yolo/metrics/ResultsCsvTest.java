package dev.baton.worker.yolo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsCsvTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "0.5, 0.5",
    "5.262, 5.262",
    "0.00023457, 0.00023457",
    "0.000012345678, 1.2346e-05",
    "0.0001, 0.0001",
    "0.00009999999, 0.0001",
    "0.000099994, 9.9994e-05",
    "12345.6, 12346",
    "99999.4, 99999",
    "99999.6, 1e+05",
    "100000, 1e+05",
    "123456, 1.2346e+05",
    "-123456, -1.2346e+05",
    "2.5e-120, 2.5e-120",
    "0.125005, 0.12501",
    "1.00005, 1.0001",
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf",
  })
  void numbersLookLikeThoseOfC(double value, String text) {
    assertThat(ResultsCsv.shortest(value)).isEqualTo(text);
  }

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
