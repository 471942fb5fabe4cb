package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.BatonCommand;
import dev.baton.common.process.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that cannot do anything without a Kafka elsewhere, as processes of their own. */
class AbsentKafkaIT {
  @ParameterizedTest
  @ValueSource(strings = {"worker", "scheduler", "admin rebuild"})
  void theAddressIsNamedInOneLine(String command) throws Exception {
    String kafka = "127.0.0.1:" + portWithoutListener();
    Process process = start(kafka, command.split(" "));
    assertThat(process.errorReader().lines().toList())
        .containsExactly(
            "baton: Nothing listens at %s: start Kafka there, or correct --kafka (BATON_KAFKA)"
                .formatted(kafka));
    assertThat(process.waitFor()).isEqualTo(1);
  }

  private static int portWithoutListener() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return closed.getLocalPort();
    }
  }

  private static Process start(String kafka, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(JavaProcess.command(List.of(), BatonCommand.class, arguments));
    builder
        .environment()
        .putAll(
            Map.of(
                "BATON_KAFKA", kafka,
                "BATON_STORE", "s3://baton",
                "BATON_STORE_ENDPOINT", "http://127.0.0.1:1",
                "AWS_ACCESS_KEY_ID", "key",
                "AWS_SECRET_ACCESS_KEY", "secret"));
    return builder.start();
  }
}
