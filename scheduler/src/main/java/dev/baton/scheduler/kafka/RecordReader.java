package dev.baton.scheduler.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.kafka.KafkaUnavailableException;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.scheduler.core.SchedulerEvent;
import dev.baton.scheduler.core.SchedulerEvent.FactReported;
import dev.baton.scheduler.core.SchedulerEvent.Progressed;
import dev.baton.scheduler.core.SchedulerEvent.RequestReceived;
import dev.baton.scheduler.core.SchedulerEvent.RequestUnreadable;
import dev.baton.scheduler.notify.AllowedHosts;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records to what the scheduler learns. Whatever a record holds, reading it never throws; only
 * Kafka may, when it is asked about a pool.
 */
final class RecordReader {
  /**
   * A job's state, its commands and a refusal repeat their request, and Kafka takes 1 MiB: one that
   * cannot be repeated would stop the scheduler. Models inlined as YAML have some 10 kB.
   */
  static final int MOST_REQUEST_BYTES = 256 << 10;

  private static final int LONGEST_NAME = 200;
  private static final byte[] NOTHING = {};
  private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);

  private RecordReader() {}

  /** Says why no command can be sent to a pool, if none can. */
  interface Pools {
    Optional<String> problem(String pool);
  }

  /**
   * A person's request; one that cannot be read, or that names a host or a pool which is not
   * allowed, is to be answered as well.
   */
  static SchedulerEvent request(
      ConsumerRecord<String, byte[]> record, AllowedHosts hosts, Pools pools, Instant at) {
    byte[] value = record.value() == null ? NOTHING : record.value();
    // The time makes it another id when the topic was created anew.
    String fallbackId = "offset-%d-%d".formatted(record.offset(), record.timestamp());
    if (value.length > MOST_REQUEST_BYTES) {
      // Not looked into: the answer, too, would be as large.
      String reason =
          "the request has %d bytes: send at most %d".formatted(value.length, MOST_REQUEST_BYTES);
      return new RequestUnreadable("", fallbackId, List.of(reason), at);
    }
    try {
      Request request = RequestReader.read(value, fallbackId);
      Optional<String> problem =
          notifyUrl(request)
              .flatMap(hosts::problem)
              .or(() -> pool(request).flatMap(pools::problem));
      return problem.isPresent()
          ? new RequestUnreadable(request.job(), request.requestId(), List.of(problem.get()), at)
          : new RequestReceived(request, at);
    } catch (MessageFormatException e) {
      return unreadable(record, value, fallbackId, e.problems(), at);
    } catch (KafkaUnavailableException e) {
      throw e; // of the pools: no fault of the request
    } catch (RuntimeException e) {
      LOG.error("Cannot read request at offset {}; please report this", record.offset(), e);
      return unreadable(
          record, value, fallbackId, List.of("the request cannot be read: " + e.getMessage()), at);
    }
  }

  private static Optional<URI> notifyUrl(Request request) {
    return request instanceof Request.Train train ? train.spec().notifyUrl() : Optional.empty();
  }

  private static Optional<String> pool(Request request) {
    return switch (request) {
      case Request.Train train -> Optional.of(train.spec().pool());
      case Request.Restore restore -> Optional.of(restore.state().spec().pool());
      default -> Optional.empty();
    };
  }

  /** What a worker reports; nothing for a scheduler's own words. */
  static Optional<SchedulerEvent> fact(ConsumerRecord<String, byte[]> record, Instant at) {
    if (Outbox.isFromScheduler(record)) {
      return Optional.empty();
    }
    return decode(record, Event.class).map(fact -> new FactReported(fact, at));
  }

  static Optional<SchedulerEvent> progress(ConsumerRecord<String, byte[]> record, Instant at) {
    return decode(record, Progress.class).map(progress -> new Progressed(progress, at));
  }

  /**
   * The sender waits for an answer with its id, so that and the job are looked for all the same.
   */
  private static SchedulerEvent unreadable(
      ConsumerRecord<String, byte[]> record,
      byte[] value,
      String fallbackId,
      List<String> problems,
      Instant at) {
    String key = record.key() == null ? "" : record.key();
    try {
      JsonNode json = Json.MAPPER.readTree(value);
      return new RequestUnreadable(
          shortOr("", json.path("job").asText(key)),
          shortOr(fallbackId, json.path("requestId").asText(fallbackId)),
          problems,
          at);
    } catch (IOException e) {
      return new RequestUnreadable(shortOr("", key), fallbackId, problems, at);
    }
  }

  /** The answer repeats what it can be found by, but not what is far too long for that. */
  private static String shortOr(String instead, String text) {
    return text.length() <= LONGEST_NAME ? text : instead;
  }

  private static <M extends Message> Optional<M> decode(
      ConsumerRecord<String, byte[]> record, Class<M> family) {
    try {
      return Optional.of(
          MessageCodec.decode(record.value() == null ? NOTHING : record.value(), family));
    } catch (MessageFormatException | RuntimeException e) {
      LOG.warn(
          "Left out record {} of {}, which this version cannot read: {}",
          record.offset(),
          record.topic(),
          e.getMessage());
      return Optional.empty();
    }
  }
}
