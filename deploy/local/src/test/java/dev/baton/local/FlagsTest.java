package dev.baton.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlagsTest {
  private static final List<String> WANTED = List.of("--dir", "--port");

  @Test
  void readsEveryWantedFlagAndTheGuard() {
    Flags flags = Flags.parse(WANTED, "--port", "19092", "--stdin-guard", "--dir", "a folder");
    assertThat(flags.text("--dir")).isEqualTo("a folder");
    assertThat(flags.port("--port")).isEqualTo(19_092);
    assertThat(flags.hasStdinGuard()).isTrue();
  }

  @Test
  void namesTheFlagThatIsMissingUnknownOrWithoutValue() {
    assertThatThrownBy(() -> Flags.parse(WANTED, "--dir", "x"))
        .hasMessageContaining("--port is missing");
    assertThatThrownBy(() -> Flags.parse(WANTED, "--prot", "1"))
        .hasMessageContaining("--prot is unknown");
    assertThatThrownBy(() -> Flags.parse(WANTED, "--dir"))
        .hasMessageContaining("--dir is unknown or lacks its value");
  }

  @Test
  void refusesWhatIsNoPort() {
    for (String text : List.of("0", "65536", "-1", "http", "123456")) {
      Flags flags = Flags.parse(List.of("--port"), "--port", text);
      assertThatThrownBy(() -> flags.port("--port")).hasMessageContaining("1 to 65535");
    }
  }
}
