package dev.baton.scheduler.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.KafkaUnavailableException;
import dev.baton.common.kafka.TopicSetup;
import dev.baton.common.messages.Control;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.Topics;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.scheduler.core.Decision;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes decisions, each in one transaction. After an exception it is unknown whether the last one
 * was stored, and nothing more can be: the next outbox that is opened settles it.
 */
final class Outbox implements AutoCloseable {
  private static final String TRANSACTIONAL_ID = "baton.scheduler";

  /** Readers of the events see nothing beyond an open transaction, so a dead one must end soon. */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

  /** Header of a scheduler's own events. */
  private static final String FROM = "from";

  private static final byte[] SCHEDULER = "scheduler".getBytes(UTF_8);

  private static final Duration CLOSE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final KafkaProducer<String, byte[]> producer;
  private final TopicSetup topics;
  private final Set<String> knownPools = new HashSet<>();

  private Outbox(KafkaProducer<String, byte[]> producer, TopicSetup topics, String preparedPool) {
    this.producer = producer;
    this.topics = topics;
    knownPools.add(preparedPool);
  }

  /**
   * Opens an outbox and shuts out whoever has one open: their transactions fail from here on.
   *
   * @param topics makes the topics of pools other than {@code preparedPool}
   */
  static Outbox open(KafkaConnection kafka, TopicSetup topics, String preparedPool) {
    Map<String, Object> settings = kafka.transactionalProducer(TRANSACTIONAL_ID);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
    KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings);
    try {
      producer.initTransactions();
      return new Outbox(producer, topics, preparedPool);
    } catch (RuntimeException e) {
      producer.close(CLOSE);
      throw e;
    }
  }

  /**
   * Whether a scheduler has written {@code event}. It is no fact then: a job that it cancelled may
   * have been removed since, and its name be another job's.
   */
  static boolean isFromScheduler(ConsumerRecord<String, byte[]> event) {
    return event.headers().lastHeader(FROM) != null;
  }

  /**
   * Stores {@code decision} and {@code offsets}, all or nothing.
   *
   * @param offsets up to which was read; empty when nothing was
   * @param group in which they are kept; its generation shuts out a member that was replaced
   */
  void store(
      Decision decision,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata group) {
    if (decision.isEmpty() && offsets.isEmpty()) {
      return;
    }
    decision.commands().forEach(command -> prepare(command.spec().pool()));
    producer.beginTransaction();
    for (JobState job : decision.changedJobs()) {
      send(Topics.JOBS, job.job(), job);
    }
    for (String job : decision.removedJobs()) {
      producer.send(new ProducerRecord<>(Topics.JOBS, job, null));
    }
    for (TrainEpochs command : decision.commands()) {
      send(Topics.commands(command.spec().pool()), command.job(), command);
    }
    for (Control control : decision.controls()) {
      send(Topics.CONTROL, control.key(), control);
    }
    for (Event event : decision.events()) {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(Topics.EVENTS, event.job(), MessageCodec.encode(event));
      record.headers().add(FROM, SCHEDULER);
      producer.send(record);
    }
    if (!offsets.isEmpty()) {
      producer.sendOffsetsToTransaction(offsets, group);
    }
    producer.commitTransaction();
    tell(decision);
  }

  /**
   * Why no command can be sent to a pool: Kafka does not let us make its topic or its share group,
   * which are made otherwise. A job of such a pool could never be decided on.
   */
  Optional<String> problem(String pool) {
    try {
      prepare(pool);
      return Optional.empty();
    } catch (KafkaUnavailableException e) {
      boolean isRefused =
          e.getCause() instanceof AuthorizationException
              || e.getCause() instanceof PolicyViolationException;
      if (!isRefused) {
        throw e;
      }
      return Optional.of("pool \"%s\" cannot be used: %s".formatted(pool, e.getMessage()));
    }
  }

  /** Makes topic and share group of a pool that no command was published to before. */
  private void prepare(String pool) {
    if (!knownPools.contains(pool)) {
      topics.prepare(pool);
      knownPools.add(pool);
    }
  }

  private void send(String topic, String key, Message message) {
    producer.send(new ProducerRecord<>(topic, key, MessageCodec.encode(message)));
  }

  private static void tell(Decision decision) {
    decision.events().forEach(event -> LOG.info("Reported: {}", event));
    for (TrainEpochs command : decision.commands()) {
      LOG.info(
          "Published command: job={} command={} epochs={}-{} pool={}",
          command.job(),
          command.commandNumber(),
          command.fromEpoch() + 1,
          command.throughEpoch(),
          command.spec().pool());
    }
    decision.controls().forEach(control -> LOG.info("Told workers: {}", control));
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
