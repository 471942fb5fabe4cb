package dev.baton.common.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "1B,1,1B",
    "500MB,500000000,500MB",
    "20GB,20000000000,20GB",
    "2TB,2000000000000,2TB",
    "1500 kB,1500000,1500KB",
    "1000MB,1000000000,1GB",
    "999999TB,999999000000000000,999999TB"
  })
  void readsWhatPeopleWriteAndWritesItInTheLargestUnit(String text, long bytes, String written) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    assertThat(ByteSize.parse(text)).hasToString(written);
    assertThat(ByteSize.parse(written).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "20", "GB", "1.5GB", "-1GB", "20GiB", "20000000GB"})
  void refusesAnythingElseSayingWhatToWrite(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("for example 500MB, 20GB or 2TB");
  }

  @Test
  void refusesASizeInWhichNothingFits() {
    assertThatThrownBy(() -> ByteSize.parse("0GB"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1B");
  }
}
