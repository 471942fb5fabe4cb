package dev.baton.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.messages.Topics;
import dev.baton.scheduler.LoneBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The share group of the workers at a real broker. */
class WorkerGroupIT {
  private static final String GROUP = Topics.workerGroup("default");
  private static final String TOPIC = Topics.commands("default");
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path temporary;

  /** Assignments come with heartbeats; the first two of a member follow on each other at once. */
  @Test
  void workersThatJoinTogetherNeedNoThirdHeartbeatToGetCommands() throws Exception {
    try (LoneBroker broker = LoneBroker.start(temporary)) {
      beatRarely(broker.kafka());
      for (int i = 0; i < 3; i++) {
        broker.producer().send(new ProducerRecord<>(TOPIC, new byte[] {1})).get();
      }
      try (KafkaShareConsumer<String, byte[]> first = worker(broker.kafka())) {
        awaitCommand(first); // the group begins with it, which takes longer
        try (KafkaShareConsumer<String, byte[]> second = worker(broker.kafka());
            KafkaShareConsumer<String, byte[]> third = worker(broker.kafka())) {
          awaitCommand(second);
          awaitCommand(third);
          assertThat(List.of(heartbeats(second), heartbeats(third))).containsExactly(2, 2);
        }
      }
    }
  }

  private static void beatRarely(KafkaConnection kafka) throws Exception {
    ConfigEntry entry = new ConfigEntry("share.heartbeat.interval.ms", "15000");
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
    try (Admin admin = Admin.create(kafka.admin())) {
      admin
          .incrementalAlterConfigs(
              Map.of(group, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static void awaitCommand(KafkaShareConsumer<String, byte[]> worker) {
    await()
        .pollInSameThread()
        .atMost(SOON)
        .until(() -> !worker.poll(Duration.ofMillis(20)).isEmpty());
  }

  private static KafkaShareConsumer<String, byte[]> worker(KafkaConnection kafka) {
    KafkaShareConsumer<String, byte[]> worker =
        new KafkaShareConsumer<>(kafka.shareConsumer(GROUP));
    worker.subscribe(List.of(TOPIC));
    return worker;
  }

  private static int heartbeats(KafkaShareConsumer<String, byte[]> worker) {
    return worker.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("heartbeat-total"))
        .mapToInt(metric -> ((Number) metric.getValue().metricValue()).intValue())
        .sum();
  }
}
