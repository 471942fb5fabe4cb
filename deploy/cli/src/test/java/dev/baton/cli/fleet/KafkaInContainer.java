package dev.baton.cli.fleet;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A broker of its own, set up as in {@code deploy/compose/compose.yaml}. {@code KAFKA_IMAGE} names
 * another image than the public one.
 */
final class KafkaInContainer extends GenericContainer<KafkaInContainer> {
  private static final int OUTSIDE = 19092;

  private final int port;

  KafkaInContainer() throws IOException {
    super(System.getenv().getOrDefault("KAFKA_IMAGE", "apache/kafka:4.4.0"));
    port = freePort();
    addFixedExposedPort(port, OUTSIDE); // a broker must know the address that it tells its clients
    withEnv(
        Map.ofEntries(
            Map.entry("KAFKA_NODE_ID", "1"),
            Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
            Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093"),
            Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
            Map.entry("KAFKA_LISTENERS", "INSIDE://:9092,CONTROLLER://:9093,OUTSIDE://:" + OUTSIDE),
            Map.entry(
                "KAFKA_ADVERTISED_LISTENERS", "INSIDE://localhost:9092,OUTSIDE://" + address()),
            Map.entry(
                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                "INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT,OUTSIDE:PLAINTEXT"),
            Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "INSIDE"),
            Map.entry("KAFKA_LOG_DIRS", "/var/lib/kafka/data"),
            Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
            Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
            Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
            Map.entry("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1"),
            Map.entry("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1"),
            Map.entry("KAFKA_GROUP_SHARE_MAX_DELIVERY_COUNT_LIMIT", "10"),
            Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")));
    waitingFor(Wait.forListeningPort());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Where clients on this machine reach the broker. */
  String address() {
    return "127.0.0.1:" + port;
  }
}
