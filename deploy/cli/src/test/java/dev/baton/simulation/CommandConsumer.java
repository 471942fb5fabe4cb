package dev.baton.simulation;

import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.AcknowledgementCommitCallback;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.record.TimestampType;

/** The share group as a worker's command loop sees it: one record at a time. */
final class CommandConsumer implements ShareConsumer<String, byte[]> {
  private static final TopicPartition PARTITION = new TopicPartition(Topics.commands("default"), 0);
  private static final TopicIdPartition ID = new TopicIdPartition(Uuid.ONE_UUID, PARTITION);

  /** How seldom an idle worker asks; a real one's fetch waits at the broker. */
  private static final Duration BETWEEN_POLLS = Duration.ofMillis(700);

  private final World world;
  private final SimulatedProcess process;
  private Optional<ShareGroup.Command> held = Optional.empty();
  private boolean isRenewed;
  private AcknowledgeType answer;
  private boolean isAcceptedWhenTaken;

  CommandConsumer(World world, SimulatedProcess process) {
    this.world = world;
    this.process = process;
  }

  /** Breaks the consumer: commands are answered when they come. */
  void acceptWhenTaken() {
    isAcceptedWhenTaken = true;
  }

  @Override
  public void subscribe(Collection<String> topics) {}

  @Override
  public ConsumerRecords<String, byte[]> poll(Duration timeout) {
    if (timeout.isZero()) {
      boolean isAgain = isRenewed;
      isRenewed = false;
      return records(isAgain ? held : Optional.empty());
    }
    try {
      held = call(Trouble.Calls.TAKE, () -> world.broker.commands.take(process.name()));
    } catch (NoAnswerException e) {
      held = Optional.empty();
    }
    if (held.isEmpty()) {
      process.sleepAbout(BETWEEN_POLLS);
    }
    if (isAcceptedWhenTaken && held.isPresent()) {
      ShareGroup.Command taken = held.get();
      answer = AcknowledgeType.ACCEPT;
      commitSync(timeout);
      return records(Optional.of(taken));
    }
    return records(held);
  }

  private static ConsumerRecords<String, byte[]> records(Optional<ShareGroup.Command> command) {
    return new ConsumerRecords<>(
        command.map(c -> Map.of(PARTITION, List.of(record(c)))).orElse(Map.of()), Map.of());
  }

  private static ConsumerRecord<String, byte[]> record(ShareGroup.Command command) {
    return new ConsumerRecord<>(
        PARTITION.topic(),
        PARTITION.partition(),
        command.offset,
        ConsumerRecord.NO_TIMESTAMP,
        TimestampType.NO_TIMESTAMP_TYPE,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        command.message.job(),
        command.bytes,
        new RecordHeaders(),
        Optional.empty(),
        Optional.of((short) command.deliveries()));
  }

  @Override
  public void acknowledge(ConsumerRecord<String, byte[]> record, AcknowledgeType type) {
    if (isAcceptedWhenTaken) {
      answer = AcknowledgeType.ACCEPT;
      return;
    }
    if (held.isEmpty() || held.get().offset != record.offset()) {
      throw new IllegalStateException("The record is not this consumer's to answer");
    }
    answer = type;
  }

  @Override
  public Map<TopicIdPartition, Optional<KafkaException>> commitSync(Duration timeout) {
    if (held.isEmpty()) {
      return Map.of(ID, Optional.empty()); // answered already, by a broken consumer
    }
    ShareGroup.Command command = held.get();
    ShareGroup group = world.broker.commands;
    String session = process.name();
    if (answer != AcknowledgeType.RENEW) {
      held = Optional.empty();
    }
    try {
      boolean isTaken =
          switch (answer) {
            case RENEW -> call(Trouble.Calls.RENEW, () -> group.renew(session, command));
            case ACCEPT, REJECT -> call(Trouble.Calls.ANSWER, () -> group.accept(session, command));
            case RELEASE -> call(Trouble.Calls.ANSWER, () -> group.release(session, command));
          };
      isRenewed = isTaken && answer == AcknowledgeType.RENEW;
      return Map.of(
          ID,
          isTaken ? Optional.empty() : Optional.of(new InvalidRecordStateException("lock lost")));
    } catch (NoAnswerException e) {
      return Map.of(ID, Optional.of(new TimeoutException(e.getMessage())));
    }
  }

  private <T> T call(String call, Supplier<T> effect) throws NoAnswerException {
    return process.call(Service.BROKER, call, effect);
  }

  @Override
  public Optional<Integer> acquisitionLockTimeoutMs() {
    return Optional.of((int) world.trouble.recordLock.toMillis());
  }

  @Override
  public void close() {}

  // What the command loop does not use.

  @Override
  public Set<String> subscription() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unsubscribe() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void acknowledge(ConsumerRecord<String, byte[]> record) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void acknowledge(String topic, int partition, long offset, AcknowledgeType type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<TopicIdPartition, Optional<KafkaException>> commitSync() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void commitAsync() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAcknowledgementCommitCallback(AcknowledgementCommitCallback callback) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uuid clientInstanceId(Duration timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<MetricName, ? extends Metric> metrics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void registerMetricForSubscription(KafkaMetric metric) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unregisterMetricFromSubscription(KafkaMetric metric) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close(Duration timeout) {}

  @Override
  public void wakeup() {
    throw new UnsupportedOperationException();
  }
}
