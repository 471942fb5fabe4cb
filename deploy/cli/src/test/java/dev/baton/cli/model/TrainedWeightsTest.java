package dev.baton.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.checkpoint.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a copy out of a job, which may be hundreds of megabytes. */
class TrainedWeightsTest {
  @TempDir Path folder;
  private Path copy;

  @BeforeEach
  void copyWeightsThatDoNotSayTheirModel() throws IOException {
    copy = folder.resolve("copy.safetensors");
    try (InputStream in = Safetensors.write(List.of(), Map.of()).open()) {
      Files.copy(in, copy);
    }
  }

  @Test
  void theCopyGoesAwayWhenItIsClosed() {
    try (TrainedWeights weights =
        TrainedWeights.ofCopy("exp1:best", "exp1", copy, Optional.of("gelan-t"))) {
      assertThat(weights.file().path()).isEqualTo(copy).exists();
    }
    assertThat(copy).doesNotExist();
  }

  @Test
  void theCopyGoesAwayWhenItIsOfNoUse() {
    assertThatThrownBy(() -> TrainedWeights.ofCopy("exp1:best", "exp1", copy, Optional.empty()))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("give its --cfg");
    assertThat(copy).doesNotExist();
  }
}
