package dev.baton.local;

import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * Where one broker keeps everything: {@code server.properties}, written at each start, and {@code
 * data}, formatted once.
 */
record BrokerFolder(Path folder) {

  BrokerFolder {
    folder = folder.toAbsolutePath().normalize();
    if (folder.toString().contains(",")) {
      throw new IllegalArgumentException(
          "Kafka cannot keep its data in %s, since it takes a comma for the end of a path: choose a folder without one"
              .formatted(folder));
    }
  }

  /** Writes the configuration for these ports and formats {@code data} if that was never done. */
  Path prepare(int port, int controllerPort) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("server.properties");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      configuration(port, controllerPort).store(out, "Written at each start of the broker");
    }
    // The format writes this file last, so a broker killed meanwhile formats again.
    if (Files.notExists(data().resolve("meta.properties"))) {
      format(file);
    }
    return file;
  }

  private Path data() {
    return folder.resolve("data");
  }

  /**
   * A broker that is its own controller. The internal topics have one replica and one partition:
   * without that the first commit waits for ever for brokers that do not exist.
   */
  private Properties configuration(int port, int controllerPort) {
    String broker = "PLAINTEXT://127.0.0.1:" + port;
    Properties properties = new Properties();
    properties.setProperty("process.roles", "broker,controller");
    properties.setProperty("node.id", "1");
    properties.setProperty("controller.quorum.bootstrap.servers", "127.0.0.1:" + controllerPort);
    properties.setProperty("listeners", broker + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.setProperty("advertised.listeners", broker);
    properties.setProperty("controller.listener.names", "CONTROLLER");
    properties.setProperty("log.dirs", data().toString());
    properties.setProperty("num.partitions", "1");
    properties.setProperty("offsets.topic.replication.factor", "1");
    properties.setProperty("offsets.topic.num.partitions", "1");
    properties.setProperty("transaction.state.log.replication.factor", "1");
    properties.setProperty("transaction.state.log.min.isr", "1");
    properties.setProperty("transaction.state.log.num.partitions", "1");
    properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
    properties.setProperty("share.coordinator.state.topic.min.isr", "1");
    properties.setProperty("share.coordinator.state.topic.num.partitions", "1");
    properties.putAll(WorkerGroupLimits.SETTINGS);
    properties.setProperty("group.initial.rebalance.delay.ms", "0");
    // A killed broker may register again only when the controller's session with its predecessor
    // has ended: 9 s by default, 12 s of start instead of 5.
    properties.setProperty("broker.session.timeout.ms", "2000");
    properties.setProperty("broker.heartbeat.interval.ms", "200");
    // 128 MB of a 400 MB heap otherwise, for compacting a topic of a few jobs.
    properties.setProperty("log.cleaner.dedupe.buffer.size", String.valueOf(8 << 20));
    return properties;
  }

  private static void format(Path serverProperties) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int status =
        StorageTool.execute(
            new String[] {
              "format",
              "--standalone",
              "--ignore-formatted",
              "--cluster-id",
              Uuid.randomUuid().toString(),
              "--config",
              serverProperties.toString()
            },
            new PrintStream(said, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IllegalStateException(
          "Cannot format the broker's folder with %s: %s. Correct that, or remove the folder to start anew"
              .formatted(serverProperties, said.toString(StandardCharsets.UTF_8).strip()));
    }
  }
}
