package dev.baton.common.kafka;

import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics that are missing and configures the share groups of the pools. What exists is
 * left as it is, so an operator's settings of a topic hold. Doing it twice, or from two processes
 * at once, does no harm.
 */
public final class TopicSetup implements AutoCloseable {
  /** The record lock that is asked for; a broker with Kafka's defaults allows no less than 15 s. */
  public static final Duration WANTED_RECORD_LOCK = Duration.ofSeconds(3);

  private static final Duration WANTED_HEARTBEAT = Duration.ofMillis(500);

  private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);

  private final KafkaConnection connection;
  private final Admin admin;

  public TopicSetup(KafkaConnection connection) {
    this.connection = connection;
    this.admin = Admin.create(connection.admin());
  }

  /**
   * Makes Kafka ready for a pool: {@link #createTopics} and {@link #configureWorkers} with {@link
   * #WANTED_RECORD_LOCK}.
   */
  public void prepare(String pool) {
    createTopics(pool);
    configureWorkers(pool, WANTED_RECORD_LOCK);
  }

  /**
   * Creates what is missing of every topic of a fleet with this pool, one partition each.
   *
   * @throws KafkaUnavailableException when Kafka cannot be reached, refuses, or has a topic with
   *     several partitions where the order of records matters
   */
  public void createTopics(String pool) {
    List<String> names = Topics.all(pool);
    admin
        .createTopics(names.stream().map(TopicSetup::topic).toList())
        .values()
        .forEach((name, created) -> awaitCreation("create topic " + name, created));
    Map<String, TopicDescription> topics =
        await("describe topics", admin.describeTopics(names).allTopicNames());
    topics.values().forEach(topic -> requireOnePartition(topic, pool));
  }

  /**
   * Configures the share group of a pool's workers; to be done before the first of them joins.
   *
   * @param wantedRecordLock see {@link #WANTED_RECORD_LOCK}
   * @return how long a record stays locked without renewal: as wanted, or as near to it as the
   *     broker allows
   */
  public Duration configureWorkers(String pool, Duration wantedRecordLock) {
    return configureWorkers(pool, wantedRecordLock, brokerLimits());
  }

  /** As {@link #configureWorkers(String, Duration)}, where the limits are known already. */
  public Duration configureWorkers(String pool, Duration wantedRecordLock, BrokerLimits limits) {
    Duration recordLock = limits.recordLock(wantedRecordLock);
    Map<String, String> settings = new HashMap<>();
    settings.put("share.record.lock.duration.ms", String.valueOf(recordLock.toMillis()));
    settings.put("share.delivery.count.limit", String.valueOf(limits.mostDeliveries()));
    settings.put("share.isolation.level", "read_committed");
    // Else commands that were published before the first worker came are never seen.
    settings.put("share.auto.offset.reset", "earliest");
    settings.put("share.renew.acknowledge.enable", "true");
    // A new worker gets no commands until a heartbeat of its brings its assignment. That is the
    // next but one where another worker has just come or gone, unless assignments are made at once.
    settings.put(
        "share.heartbeat.interval.ms",
        String.valueOf(limits.heartbeat(WANTED_HEARTBEAT).toMillis()));
    limits
        .shortestAssignmentInterval()
        .ifPresent(
            interval ->
                settings.put("share.assignment.interval.ms", String.valueOf(interval.toMillis())));
    List<AlterConfigOp> changes =
        settings.entrySet().stream()
            .map(s -> new ConfigEntry(s.getKey(), s.getValue()))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, Topics.workerGroup(pool));
    await(
        "configure share group " + group.name(),
        admin
            .incrementalAlterConfigs(
                Map.<ConfigResource, Collection<AlterConfigOp>>of(group, changes))
            .all());
    return recordLock;
  }

  /** Reads what the broker allows, and Kafka's defaults where it does not tell. */
  public BrokerLimits brokerLimits() {
    Collection<Node> nodes = await("describe the cluster", admin.describeCluster().nodes());
    String id = String.valueOf(nodes.iterator().next().id());
    ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, id);
    try {
      Config config = admin.describeConfigs(List.of(broker)).all().get().get(broker);
      Map<String, String> known = new HashMap<>();
      config.entries().stream()
          .filter(entry -> entry.value() != null)
          .forEach(entry -> known.put(entry.name(), entry.value()));
      return BrokerLimits.of(known);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClusterAuthorizationException) {
        log.warn("Kafka does not show its configuration: taking its defaults to hold");
        return BrokerLimits.of(Map.of());
      }
      throw failed("read the broker's configuration", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted("read the broker's configuration", e);
    }
  }

  private static NewTopic topic(String name) {
    return new NewTopic(name, Optional.of(1), Optional.empty()).configs(settings(name));
  }

  /** How long records are kept: see the table of topics in docs/architecture.md. */
  private static Map<String, String> settings(String topic) {
    return switch (topic) {
      case Topics.JOBS ->
          Map.of(
              TopicConfig.CLEANUP_POLICY_CONFIG,
              TopicConfig.CLEANUP_POLICY_COMPACT,
              // The newest segment is never compacted, so it is kept small.
              TopicConfig.SEGMENT_BYTES_CONFIG,
              String.valueOf(16 << 20),
              TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
              "0.1");
      case Topics.CONTROL -> keptFor(Duration.ofHours(1), Duration.ofMinutes(30));
      case Topics.PROGRESS -> keptFor(Duration.ofDays(1), Duration.ofHours(6));
      case Topics.EVENTS -> keptFor(Duration.ofDays(30), Duration.ofDays(7));
      default -> keptFor(Duration.ofDays(7), Duration.ofDays(1)); // requests, commands
    };
  }

  /** Only whole segments are deleted, so each is closed after {@code segment}. */
  private static Map<String, String> keptFor(Duration retention, Duration segment) {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        String.valueOf(retention.toMillis()),
        TopicConfig.SEGMENT_MS_CONFIG,
        String.valueOf(segment.toMillis()));
  }

  /** Only a very large pool's commands may have several partitions: their order means nothing. */
  private static void requireOnePartition(TopicDescription topic, String pool) {
    int partitions = topic.partitions().size();
    if (partitions > 1 && !topic.name().equals(Topics.commands(pool))) {
      throw new KafkaUnavailableException(
          "Topic %s has %d partitions, Baton reads one: delete it and start again, it is then created as it should be"
              .formatted(topic.name(), partitions),
          null);
    }
  }

  private void awaitCreation(String action, KafkaFuture<Void> created) {
    try {
      created.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw failed(action, e.getCause());
      }
    } catch (InterruptedException e) {
      throw interrupted(action, e);
    }
  }

  private <T> T await(String action, KafkaFuture<T> result) {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw failed(action, e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(action, e);
    }
  }

  private KafkaUnavailableException failed(String action, Throwable cause) {
    String toDo =
        switch (cause) {
          case TimeoutException e ->
              "start it, or give the address of one that runs with --kafka HOST:PORT";
          case UnsupportedVersionException e -> "Baton needs Kafka 4.2 or newer";
          case InvalidConfigurationException e ->
              "Baton needs Kafka 4.2 or newer with share groups";
          case InvalidRequestException e -> "Baton needs Kafka 4.2 or newer with share groups";
          default -> "see whether this client is allowed to do that";
        };
    return new KafkaUnavailableException(
        "Cannot %s at Kafka %s: %s; %s"
            .formatted(action, connection.bootstrap(), cause.getMessage(), toDo),
        cause);
  }

  private KafkaUnavailableException interrupted(String action, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new KafkaUnavailableException("Interrupted before this was done: " + action, cause);
  }

  @Override
  public void close() {
    admin.close();
  }
}
