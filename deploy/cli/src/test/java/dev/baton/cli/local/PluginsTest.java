package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
  @TempDir Path folder;

  @Test
  void theOptionWinsOverTheEnvironmentAndThereNeedBeNeither() {
    assertThat(Plugins.of(Optional.empty(), Map.of())).isEqualTo(Plugins.NONE);
    assertThat(Plugins.of(Optional.empty(), Map.of("BATON_PLUGINS", " "))).isEqualTo(Plugins.NONE);
    assertThat(Plugins.of(Optional.empty(), Map.of("BATON_PLUGINS", folder.toString())).folder())
        .contains(folder);
    assertThat(Plugins.of(Optional.of(folder), Map.of("BATON_PLUGINS", "/elsewhere")).folder())
        .contains(folder);
  }

  @Test
  void aFolderThatIsMissingIsRefusedBeforeAnyWorkerStarts() {
    Path missing = folder.resolve("jars");
    assertThatThrownBy(() -> Plugins.of(Optional.of(missing), Map.of()))
        .hasMessageStartingWith("--plugins " + missing);
    assertThatThrownBy(
            () -> Plugins.of(Optional.empty(), Map.of("BATON_PLUGINS", missing.toString())))
        .hasMessageStartingWith("BATON_PLUGINS " + missing);
  }

  @Test
  void itsJarsComeBehindBatonsOwn() {
    assertThat(new Plugins(Optional.of(folder)).behind("/lib/*"))
        .isEqualTo("/lib/*:%s/*".formatted(folder));
    assertThat(Plugins.NONE.behind("/lib/*")).isEqualTo("/lib/*");
  }
}
