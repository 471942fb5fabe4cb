package dev.baton.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class WorkerGroupLimitsTest {

  @Test
  void holdForTheComposeFilesBrokerToo() throws IOException {
    String compose = Files.readString(Path.of("../compose/compose.yaml"));
    WorkerGroupLimits.SETTINGS.forEach(
        (name, value) ->
            assertThat(compose).contains("%s: \"%s\"".formatted(variable(name), value)));
  }

  /** The name by which the image of Apache Kafka takes a setting. */
  private static String variable(String setting) {
    return "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
