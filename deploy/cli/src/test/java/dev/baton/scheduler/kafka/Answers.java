package dev.baton.scheduler.kafka;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.Event.RequestRejected;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The scheduler's answers to requests, from the moment this was opened. */
final class Answers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TopicTail<Event> events;
  private final List<Event> heard = new ArrayList<>();

  Answers(KafkaConnection kafka) {
    events = TopicTail.fromEnd(kafka, Topics.EVENTS, Event.class);
  }

  /** Waits for the answer to a request. */
  Event to(String requestId) {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      Optional<Event> answer = heard.stream().filter(isTo(requestId)).findFirst();
      if (answer.isPresent()) {
        return answer.get();
      }
      events.poll(Duration.ofMillis(50)).forEach(entry -> entry.message().ifPresent(heard::add));
    }
    throw new AssertionError("No answer to request %s, only %s".formatted(requestId, heard));
  }

  /** Everything heard until the last answer that was waited for. */
  List<Event> all() {
    return heard;
  }

  static Predicate<Event> isTo(String requestId) {
    return event ->
        switch (event) {
          case RequestAccepted e -> e.requestId().equals(requestId);
          case RequestRejected e -> e.requestId().equals(requestId);
          default -> false;
        };
  }

  @Override
  public void close() {
    events.close();
  }
}
