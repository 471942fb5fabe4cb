package dev.baton.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerFolderTest {
  @TempDir Path temporary;

  @Test
  void formatsOnceAndKeepsTheClusterIdWhenThePortsChange() throws IOException {
    BrokerFolder folder = new BrokerFolder(temporary.resolve("with space"));
    folder.prepare(19_092, 19_093);
    Path identity = temporary.resolve("with space/data/meta.properties");
    String first = Files.readString(identity);

    Path configuration = folder.prepare(29_092, 29_093);

    assertThat(Files.readString(identity)).isEqualTo(first);
    assertThat(Files.readString(configuration)).contains("127.0.0.1\\:29092");
  }

  @Test
  void refusesAFolderWhoseNameKafkaWouldSplit() {
    assertThatThrownBy(() -> new BrokerFolder(temporary.resolve("a,b")))
        .hasMessageContaining("without one");
  }
}
