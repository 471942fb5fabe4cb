package dev.baton.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Sends requests as any Kafka client would, and collects the events of a fleet. */
final class FleetObserver implements AutoCloseable {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private final KafkaProducer<String, byte[]> producer;
  private final TopicTail<Event> tail;
  private final List<Event> events = new CopyOnWriteArrayList<>();

  FleetObserver(KafkaConnection kafka) {
    this.producer = new KafkaProducer<>(kafka.producer());
    this.tail = TopicTail.fromBeginning(kafka, Topics.EVENTS, Event.class);
  }

  void request(String job, byte[] json) {
    try {
      producer.send(new ProducerRecord<>(Topics.REQUESTS, job, json)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The request was not taken", e);
    }
  }

  /** Reads events until {@code condition} holds; fails naming {@code what} it waited for. */
  void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LONGEST_WAIT.toNanos()) {
        throw new AssertionError(
            "Waited %s for %s; the last events: %s"
                .formatted(
                    LONGEST_WAIT,
                    what,
                    events.subList(Math.max(0, events.size() - 12), events.size())));
      }
      try {
        tail.poll(Duration.ofMillis(100)).forEach(entry -> entry.message().ifPresent(events::add));
      } catch (KafkaException e) {
        // The broker is being killed: the consumer finds it again.
        continue;
      }
    }
  }

  <E extends Event> List<E> of(Class<E> type, String job) {
    return events.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(event -> event.job().equals(job))
        .toList();
  }

  boolean isOver(String job) {
    return !of(Event.JobFinished.class, job).isEmpty() || !of(Event.JobFailed.class, job).isEmpty();
  }

  /** Waits for the end of a job, which must not have failed. */
  String finalDigest(String job) {
    await("job %s to end".formatted(job), () -> isOver(job));
    assertThat(of(Event.JobFailed.class, job)).isEmpty();
    return of(Event.JobFinished.class, job).getLast().stateDigest();
  }

  @Override
  public void close() {
    tail.close();
    producer.close();
  }
}
