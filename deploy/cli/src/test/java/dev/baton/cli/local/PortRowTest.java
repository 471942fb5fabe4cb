package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortRowTest {
  @Test
  void everyProcessHasTheNextPort() {
    PortRow row = PortRow.parse("127.0.0.1:9464");
    assertThat(row.address(0)).isEqualTo("127.0.0.1:9464");
    assertThat(row.address(2)).isEqualTo("127.0.0.1:9466");
    assertThat(PortRow.parse("[::1]:9464").address(1)).isEqualTo("[::1]:9465");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9464", ":9464", "localhost", "localhost:", "localhost:0", "h:65536"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> PortRow.parse(text))
        .hasMessage("--metrics %s: give HOST:PORT, for example 127.0.0.1:9464".formatted(text));
  }
}
