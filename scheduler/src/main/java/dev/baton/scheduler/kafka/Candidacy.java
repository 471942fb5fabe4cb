package dev.baton.scheduler.kafka;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The election: all schedulers are members of one group, and who owns the one partition of the
 * requests leads.
 *
 * <p>It is the classic group protocol, since a restarted member with an instance id gets its
 * partition back at once there (measured: 0.2 s; the newer protocol refuses the id until the old
 * session has ended). The sticky assignor leaves the partition where it is when others join.
 */
final class Candidacy implements AutoCloseable {
  static final TopicPartition REQUESTS = new TopicPartition(Topics.REQUESTS, 0);
  private static final String GROUP = "baton.scheduler";

  // By name: the compiler warns of an annotation that the class itself carries.
  private static final String STICKY =
      "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";

  /** A member learns only in a heartbeat's answer that another one has gone. */
  private static final int HEARTBEAT_MS = 500;

  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final KafkaConsumer<String, byte[]> consumer;
  private boolean hasJoined;

  /**
   * @param session after which a silent member loses its place
   */
  Candidacy(KafkaConnection kafka, Optional<String> instance, Duration session) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, STICKY);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) session.toMillis());
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
    instance.ifPresent(name -> settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name));
    consumer = new KafkaConsumer<>(settings);
    consumer.subscribe(List.of(Topics.REQUESTS), new JoinListener());
  }

  /** Takes part in the group for {@code longest}; what is read meanwhile is read again later. */
  void standBy(Duration longest) {
    consumer.poll(longest);
  }

  boolean hasJoined() {
    return hasJoined;
  }

  boolean isElected() {
    return consumer.assignment().contains(REQUESTS);
  }

  /** The consumer that reads the requests, and in whose group offsets are kept. */
  KafkaConsumer<String, byte[]> requests() {
    return consumer;
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE));
  }

  private final class JoinListener implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      hasJoined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
  }
}
