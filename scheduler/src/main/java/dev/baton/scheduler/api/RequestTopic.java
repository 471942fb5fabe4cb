package dev.baton.scheduler.api;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Publishes requests, as the command line does. Safe for use by many threads. */
final class RequestTopic implements RequestDesk.Outlet, AutoCloseable {
  private static final int LONGEST_MS = 8_000;

  private final KafkaConnection kafka;
  private final KafkaProducer<String, byte[]> producer;

  RequestTopic(KafkaConnection kafka) {
    this.kafka = kafka;
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_MS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, LONGEST_MS / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, LONGEST_MS);
    this.producer = new KafkaProducer<>(settings);
  }

  @Override
  public void publish(Request request) {
    try {
      producer
          .send(
              new ProducerRecord<>(Topics.REQUESTS, 0, request.job(), RequestReader.write(request)))
          .get();
    } catch (ExecutionException e) {
      throw refused(e.getCause());
    } catch (KafkaException e) {
      throw refused(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(e);
    }
  }

  private ApiException refused(Throwable cause) {
    return ApiException.unavailable(
        "Kafka at %s has not confirmed the request: %s. It may count all the same: see whether Kafka runs, and look for what was asked before asking again"
            .formatted(kafka, cause.getMessage()));
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
