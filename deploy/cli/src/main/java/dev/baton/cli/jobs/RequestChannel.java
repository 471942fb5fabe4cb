package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.Event.RequestRejected;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends a request and waits for what the scheduler says to it. */
public final class RequestChannel {
  /** The scheduler answers in milliseconds; a standby takes over within 6 s. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaConnection kafka;
  private final Duration patience;

  public RequestChannel(KafkaConnection kafka) {
    this(kafka, PATIENCE);
  }

  /**
   * @param patience how long the scheduler may take to answer
   */
  public RequestChannel(KafkaConnection kafka, Duration patience) {
    this.kafka = kafka;
    this.patience = patience;
  }

  /** What the scheduler says to a request. */
  sealed interface Answer {
    record Accepted() implements Answer {}

    record Rejected(List<String> reasons) implements Answer {}

    /** Nothing was heard in time; Kafka keeps the request, so it may still be accepted. */
    record Unanswered() implements Answer {}
  }

  /** Publishes {@code request}; Kafka has it for good when this returns. */
  Answer ask(Request request) {
    // Positioned before the request is sent, so that its answer cannot be missed.
    try (TopicTail<Event> events = TopicTail.fromEnd(kafka, Topics.EVENTS, Event.class)) {
      publish(request);
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < patience.toNanos()) {
        for (TopicTail.Entry<Event> entry : events.poll(Duration.ofMillis(100))) {
          Optional<Answer> answer =
              entry.message().flatMap(event -> answer(event, request.requestId()));
          if (answer.isPresent()) {
            return answer.get();
          }
        }
      }
      return new Answer.Unanswered();
    }
  }

  /** As {@link #ask}, where nothing but an acceptance is of use. */
  public void require(Request request) {
    rejection(request)
        .ifPresent(
            rejected -> {
              throw new CommandFailedException(
                  "Refused: %s".formatted(String.join("; ", rejected.reasons())));
            });
  }

  /**
   * As {@link #ask}, where an answer is needed.
   *
   * @return empty if the request is accepted
   */
  Optional<Answer.Rejected> rejection(Request request) {
    return switch (ask(request)) {
      case Answer.Accepted accepted -> Optional.empty();
      case Answer.Rejected rejected -> Optional.of(rejected);
      case Answer.Unanswered unanswered -> throw unanswered();
    };
  }

  private CommandFailedException unanswered() {
    return new CommandFailedException(
        "No scheduler answers within %d s; the request is kept, it counts once one runs (baton status, baton logs scheduler)"
            .formatted(patience.toSeconds()));
  }

  private static Optional<Answer> answer(Event event, String requestId) {
    return switch (event) {
      case RequestAccepted e -> answer(e.requestId().equals(requestId), new Answer.Accepted());
      case RequestRejected e ->
          answer(e.requestId().equals(requestId), new Answer.Rejected(e.reasons()));
      default -> Optional.empty();
    };
  }

  private static Optional<Answer> answer(boolean isOurs, Answer answer) {
    return isOurs ? Optional.of(answer) : Optional.empty();
  }

  private void publish(Request request) {
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings)) {
      producer
          .send(
              new ProducerRecord<>(Topics.REQUESTS, 0, request.job(), RequestReader.write(request)))
          .get();
    } catch (ExecutionException e) {
      throw new CommandFailedException(
          "Kafka at %s did not confirm the request: %s. It may count all the same: see baton jobs, baton status"
              .formatted(kafka, e.getCause().getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("Interrupted while sending the request", e);
    }
  }
}
