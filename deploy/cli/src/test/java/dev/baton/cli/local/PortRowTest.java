package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
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

  @Test
  void refusesARowThatEndsBehindTheLastPort() {
    PortRow row = PortRow.parse("h:65535");
    row.requireEnough(0);
    row.requireEnough(1);
    assertThatThrownBy(() -> row.requireEnough(3))
        .hasMessage(
            "--metrics h:65535: 3 workers take as many ports, up to 65537; give one of at most 65533");
    FleetFolder folder = new FleetFolder(Path.of("fleet"));
    assertThatThrownBy(
            () ->
                new FleetOptions(
                    folder, 2, 1, FleetOptions.Ports.ANY, Plugins.NONE, Optional.of(row)))
        .hasMessageStartingWith("--metrics h:65535: 2 workers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9464", ":9464", "localhost", "localhost:", "localhost:0", "h:65536"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> PortRow.parse(text))
        .hasMessage("--metrics %s: give HOST:PORT, for example 127.0.0.1:9464".formatted(text));
  }
}
