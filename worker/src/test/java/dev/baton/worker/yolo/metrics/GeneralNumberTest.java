package dev.baton.worker.yolo.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneralNumberTest {

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
    assertThat(GeneralNumber.text(value, 5)).isEqualTo(text);
  }

  @Test
  void sixDigitsBearAMillion() {
    assertThat(GeneralNumber.text(999999.4, 6)).isEqualTo("999999");
    assertThat(GeneralNumber.text(1e6, 6)).isEqualTo("1e+06");
    assertThat(GeneralNumber.text(0.123456789f, 6)).isEqualTo("0.123457");
  }
}
