package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.kafka.KafkaConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KafkaProbeTest {
  @Test
  void oneListenerOfSeveralIsEnough() throws IOException {
    try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String servers = "nosuch.invalid:9092, 127.0.0.1:%d".formatted(broker.getLocalPort());
      assertThatNoException()
          .isThrownBy(() -> KafkaProbe.requireListener(KafkaConnection.of(servers)));
    }
  }

  @Test
  void anAddressWhereNothingListensIsNamed() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    String servers = "127.0.0.1:%d,nosuch.invalid:9092".formatted(port);
    assertThatThrownBy(() -> KafkaProbe.requireListener(KafkaConnection.of(servers), Duration.ZERO))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageStartingWith("Nothing listens at " + servers + ": start Kafka there");
  }
}
