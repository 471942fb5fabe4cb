package dev.baton.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuantitiesTest {
  @Test
  void writesSizesInTheLargestUnitThatLeavesSomethingBeforeThePoint() {
    assertThat(Quantities.bytes(999)).isEqualTo("999 B");
    assertThat(Quantities.bytes(1_000)).isEqualTo("1.0 kB");
    assertThat(Quantities.bytes(999_949)).isEqualTo("999.9 kB");
    assertThat(Quantities.bytes(999_950)).isEqualTo("1.0 MB");
    assertThat(Quantities.bytes(25_165_824)).isEqualTo("25.2 MB");
    assertThat(Quantities.mebibytes(1_154L << 20)).isEqualTo("1,154 MiB");
    assertThat(Quantities.mebibytes((1L << 20) - 1)).isEqualTo("1 MiB");
  }

  @Test
  void writesDurationsAsPreciselyAsTheirLengthDeserves() {
    assertThat(Quantities.duration(Duration.ofMillis(-5))).isEqualTo("0 ms");
    assertThat(Quantities.duration(Duration.ofMillis(850))).isEqualTo("850 ms");
    assertThat(Quantities.duration(Duration.ofMillis(4_270))).isEqualTo("4.2 s");
    assertThat(Quantities.duration(Duration.ofMillis(59_999))).isEqualTo("59.9 s");
    assertThat(Quantities.duration(Duration.ofSeconds(185))).isEqualTo("3 min 05 s");
    assertThat(Quantities.duration(Duration.ofMinutes(127))).isEqualTo("2 h 07 min");
    assertThat(Quantities.duration(Duration.ofHours(76))).isEqualTo("3 d 4 h");
  }

  @Test
  void writesNumbersTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Quantities.number(0.74119)).isEqualTo("0.7412");
      assertThat(Quantities.number(3.14159)).isEqualTo("3.142");
      assertThat(Quantities.number(Double.NaN)).isEqualTo("nan");
      assertThat(Quantities.bytes(1_500)).isEqualTo("1.5 kB");
      assertThat(Quantities.millis(Duration.ofMillis(1_830))).isEqualTo("1,830 ms");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void showsOnlyTheMapWhereThereIsOne() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("precision", 0.5);
    assertThat(Quantities.headline(metrics)).isEqualTo("precision 0.5000");
    metrics.put("mAP50", 0.25);
    assertThat(Quantities.headline(metrics)).isEqualTo("mAP50 0.2500");
  }

  @Test
  void saysWhereATrainingStandsInEpochsCountedFromOne() {
    assertThat(Quantities.position(0, 0)).isEqualTo("the start");
    assertThat(Quantities.position(0, 3)).isEqualTo("epoch 1, step 3");
    assertThat(Quantities.position(5, 0)).isEqualTo("the end of epoch 5");
    assertThat(Quantities.position(5, 12)).isEqualTo("epoch 6, step 12");
  }

  @Test
  void countsThingsInSingularAndPlural() {
    assertThat(Quantities.count(1, "handover")).isEqualTo("1 handover");
    assertThat(Quantities.count(0, "handover")).isEqualTo("0 handovers");
    assertThat(Quantities.count(2804, "handover")).isEqualTo("2,804 handovers");
  }
}
