package dev.baton.common.kafka;

import dev.baton.common.messages.Message;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.MessageFormatException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one topic of one partition from a chosen place on. It belongs to no group and leaves no
 * trace in Kafka. What this version cannot read is logged and left out. Not thread-safe.
 */
public final class TopicTail<M extends Message> implements AutoCloseable {
  /** How long Kafka may be silent while there is something left to read. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Logger log = LoggerFactory.getLogger(TopicTail.class);

  private final Class<M> family;
  private final TopicPartition partition;
  private final KafkaConsumer<String, byte[]> consumer;

  /**
   * A record of the topic.
   *
   * @param key usually the job; empty when there is none
   * @param message empty for a tombstone
   * @param writtenAt when it was sent
   */
  public record Entry<M extends Message>(
      String key, Optional<M> message, long offset, Instant writtenAt) {}

  private TopicTail(KafkaConnection connection, String topic, Class<M> family) {
    this.family = family;
    this.partition = new TopicPartition(topic, 0);
    this.consumer = new KafkaConsumer<>(connection.consumer());
    consumer.assign(List.of(partition));
  }

  /** Follows {@code topic} from the oldest record that is kept. */
  public static <M extends Message> TopicTail<M> fromBeginning(
      KafkaConnection connection, String topic, Class<M> family) {
    return open(connection, topic, family, t -> t.consumer.seekToBeginning(List.of(t.partition)));
  }

  /** Follows {@code topic} from the first record that is written after this call. */
  public static <M extends Message> TopicTail<M> fromEnd(
      KafkaConnection connection, String topic, Class<M> family) {
    return open(connection, topic, family, t -> t.consumer.seek(t.partition, t.end()));
  }

  /** Follows {@code topic} from the first record that was sent at {@code start} or later. */
  public static <M extends Message> TopicTail<M> fromTime(
      KafkaConnection connection, String topic, Class<M> family, Instant start) {
    return open(connection, topic, family, t -> t.consumer.seek(t.partition, t.offsetAt(start)));
  }

  /** Follows {@code topic} from about {@code count} records before its end. */
  public static <M extends Message> TopicTail<M> fromNewest(
      KafkaConnection connection, String topic, Class<M> family, long count) {
    return open(
        connection, topic, family, t -> t.consumer.seek(t.partition, Math.max(0, t.end() - count)));
  }

  /** Follows {@code topic} from {@code offset}, or from the oldest record if that one is gone. */
  public static <M extends Message> TopicTail<M> fromOffset(
      KafkaConnection connection, String topic, Class<M> family, long offset) {
    return open(connection, topic, family, t -> t.consumer.seek(t.partition, offset));
  }

  /** The next records in their order; none when nothing came within {@code longest}. */
  public List<Entry<M>> poll(Duration longest) {
    List<Entry<M>> entries = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : consumer.poll(longest)) {
      read(record).ifPresent(entries::add);
    }
    return entries;
  }

  /** As {@link #poll}, for those who care for neither places nor tombstones. */
  public List<M> pollMessages(Duration longest) {
    return poll(longest).stream().flatMap(entry -> entry.message().stream()).toList();
  }

  /**
   * Reads everything that was written and committed before this call.
   *
   * @throws KafkaUnavailableException when Kafka does not give it
   */
  public List<Entry<M>> readToEnd() {
    List<Entry<M>> entries = new ArrayList<>();
    readToEnd(entries::add);
    return entries;
  }

  /**
   * As {@link #readToEnd()}, for topics that may be too long to be kept.
   *
   * @param reader is given each record as soon as it is read
   */
  public void readToEnd(Consumer<Entry<M>> reader) {
    readTo(end(), reader);
  }

  /**
   * Reads on until everything before {@code end} is read; a few records after it may come along.
   *
   * @throws KafkaUnavailableException when Kafka does not give it
   */
  public void readTo(long end, Consumer<Entry<M>> reader) {
    long lastProgress = System.nanoTime();
    long position = position();
    while (position < end) {
      poll(Duration.ofMillis(200)).forEach(reader);
      if (position() > position) {
        position = position();
        lastProgress = System.nanoTime();
      } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
        throw new KafkaUnavailableException(
            "Kafka gives nothing of %s after offset %d, though it has %d: see whether all its brokers run"
                .formatted(partition.topic(), position, end),
            null);
      }
    }
  }

  private static <M extends Message> TopicTail<M> open(
      KafkaConnection connection, String topic, Class<M> family, Consumer<TopicTail<M>> seek) {
    TopicTail<M> tail = new TopicTail<>(connection, topic, family);
    try {
      seek.accept(tail);
      return tail;
    } catch (KafkaException e) {
      tail.close();
      throw new KafkaUnavailableException(
          "Cannot read topic %s at Kafka %s: %s; see whether it and the fleet's scheduler run"
              .formatted(topic, connection.bootstrap(), e.getMessage()),
          e);
    }
  }

  private Optional<Entry<M>> read(ConsumerRecord<String, byte[]> record) {
    try {
      Optional<M> message =
          record.value() == null
              ? Optional.empty()
              : Optional.of(MessageCodec.decode(record.value(), family));
      String key = record.key() == null ? "" : record.key();
      return Optional.of(
          new Entry<>(key, message, record.offset(), Instant.ofEpochMilli(record.timestamp())));
    } catch (MessageFormatException e) {
      log.warn(
          "Left out record {} of {}, which this version cannot read: {}",
          record.offset(),
          record.topic(),
          e.getMessage());
      return Optional.empty();
    }
  }

  /** Goes on at {@code offset}, forwards or back. */
  public void seek(long offset) {
    consumer.seek(partition, offset);
  }

  /** Offset of the oldest record that is kept. */
  public long begin() {
    return consumer.beginningOffsets(List.of(partition), PATIENCE).get(partition);
  }

  private long position() {
    return consumer.position(partition, PATIENCE);
  }

  /** Offset after the newest record that is committed. */
  public long end() {
    return consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
  }

  private long offsetAt(Instant start) {
    OffsetAndTimestamp found =
        consumer.offsetsForTimes(Map.of(partition, start.toEpochMilli()), PATIENCE).get(partition);
    return found == null ? end() : found.offset();
  }

  /** At once: at the end of a topic Kafka takes half a second to answer what it was asked last. */
  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
