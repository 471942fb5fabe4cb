package dev.baton.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DurationSampleTest {
  @Test
  void aQuantileIsOneOfTheValuesAndTheLeastThatEnoughDoNotExceed() {
    DurationSample sample =
        DurationSample.of(LongStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList());
    assertThat(sample.text(0.5)).isEqualTo("50 ms");
    assertThat(sample.text(0.99)).isEqualTo("99 ms");
    assertThat(sample.text(1)).isEqualTo("100 ms");
    assertThat(sample.text(0)).isEqualTo("1 ms");
  }

  @Test
  void theOrderOfTheValuesDoesNotMatter() {
    DurationSample sample =
        DurationSample.of(List.of(Duration.ofMillis(9), Duration.ofMillis(1), Duration.ZERO));
    assertThat(sample.quantile(0.5)).contains(Duration.ofMillis(1));
  }

  @Test
  void nothingHasNoQuantile() {
    assertThat(DurationSample.of(List.of()).quantile(0.5)).isEmpty();
    assertThat(DurationSample.of(List.of()).text(0.5)).isEqualTo("-");
  }
}
