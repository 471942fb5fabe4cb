package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads topics of a fleet, one partition each, from a chosen place on. It belongs to no group and
 * leaves no trace in Kafka. Not thread-safe.
 */
public final class TopicReader implements AutoCloseable {
  /** How long Kafka may take for an answer. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String kafka;
  private final KafkaConsumer<String, byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Map<TopicPartition, Long> ends;

  private TopicReader(String kafka, List<String> topics) {
    this.kafka = kafka;
    this.partitions = topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis()),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    try {
      consumer.assign(partitions);
      this.ends = new HashMap<>(consumer.endOffsets(partitions));
    } catch (KafkaException e) {
      consumer.close();
      throw silent(e);
    }
  }

  /** Reads all that {@code topics} keep, and what comes. */
  public static TopicReader fromBeginning(String kafka, String... topics) {
    TopicReader reader = new TopicReader(kafka, List.of(topics));
    reader.consumer.seekToBeginning(reader.partitions);
    return reader;
  }

  /** Reads what comes after this call. */
  public static TopicReader fromEnd(String kafka, String... topics) {
    TopicReader reader = new TopicReader(kafka, List.of(topics));
    reader.ends.forEach(reader.consumer::seek);
    return reader;
  }

  /** Reads what was written since {@code start}, and what comes. */
  public static TopicReader since(String kafka, Instant start, String... topics) {
    TopicReader reader = new TopicReader(kafka, List.of(topics));
    Map<TopicPartition, Long> times = new HashMap<>();
    reader.partitions.forEach(partition -> times.put(partition, start.toEpochMilli()));
    try {
      reader
          .consumer
          .offsetsForTimes(times)
          .forEach(
              (partition, place) ->
                  reader.consumer.seek(
                      partition, place == null ? reader.ends.get(partition) : place.offset()));
    } catch (KafkaException e) {
      reader.close();
      throw reader.silent(e);
    }
    return reader;
  }

  /** The next records in their order, within {@code longest}; none when nothing came. */
  public List<ConsumerRecord<String, byte[]>> poll(Duration longest) {
    try {
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      consumer.poll(longest).forEach(records::add);
      return records;
    } catch (KafkaException e) {
      throw silent(e);
    }
  }

  /** Whether all has been read that was there when this reader was opened. */
  boolean hasCaughtUp() {
    return partitions.stream()
        .allMatch(partition -> consumer.position(partition) >= ends.get(partition));
  }

  /** Polls until {@link #hasCaughtUp}. */
  public List<ConsumerRecord<String, byte[]>> pollToEnd() {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    long begin = System.nanoTime();
    while (!hasCaughtUp()) {
      List<ConsumerRecord<String, byte[]>> more = poll(Duration.ofMillis(200));
      records.addAll(more);
      boolean isStuck = more.isEmpty() && System.nanoTime() - begin > PATIENCE.toNanos();
      if (isStuck) {
        throw silent(null);
      }
      if (!more.isEmpty()) {
        begin = System.nanoTime();
      }
    }
    return records;
  }

  private CommandFailedException silent(Exception cause) {
    Stream<String> topics = partitions.stream().map(TopicPartition::topic);
    return new CommandFailedException(
        "Kafka at %s does not give %s: see whether the fleet and its scheduler run (baton status)"
            .formatted(kafka, String.join(", ", topics.toList())),
        cause);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
