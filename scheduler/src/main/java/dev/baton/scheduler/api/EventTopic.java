package dev.baton.scheduler.api;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.KafkaUnavailableException;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.KafkaException;

/**
 * Finds a job's past events in their topic. Kafka finds a record by its offset alone, so it is read
 * backwards, a stretch of all jobs' events after the other. Safe for use by many threads.
 */
final class EventTopic implements PastEvents {
  /** Most jobs that somebody looks at have said something lately; each stretch is twice as long. */
  private static final int FIRST_STRETCH = 2_000;

  /** 126,000 events, some 50 MB. */
  private static final int MOST_STRETCHES = 6;

  private static final int AT_ONCE = 4;

  private final KafkaConnection kafka;
  private final Semaphore readers = new Semaphore(AT_ONCE);

  EventTopic(KafkaConnection kafka) {
    this.kafka = kafka;
  }

  @Override
  public Found find(String job, long offset, int limit) {
    if (!readers.tryAcquire()) {
      throw ApiException.unavailable("Others read past events: try again in a moment");
    }
    try (TopicTail<Event> topic = TopicTail.fromBeginning(kafka, Topics.EVENTS, Event.class)) {
      return find(topic, job, offset, limit);
    } catch (KafkaException | KafkaUnavailableException e) {
      throw ApiException.unavailable(
          "Kafka at %s does not give past events: %s. See whether it runs"
              .formatted(kafka, e.getMessage()));
    } finally {
      readers.release();
    }
  }

  private static Found find(TopicTail<Event> topic, String job, long offset, int limit) {
    long begin = topic.begin();
    long from = Math.min(offset, topic.end());
    List<EventShelf.Kept> found = new ArrayList<>();
    int length = FIRST_STRETCH;
    for (int i = 0; i < MOST_STRETCHES && from > begin && found.size() < limit; i++) {
      long to = from;
      from = Math.max(begin, to - length);
      found.addAll(0, stretch(topic, job, from, to));
      length *= 2;
    }
    if (found.size() > limit) {
      List<EventShelf.Kept> newest = found.subList(found.size() - limit, found.size());
      return new Found(List.copyOf(newest), Optional.of(newest.getFirst().offset()));
    }
    return new Found(List.copyOf(found), from > begin ? Optional.of(from) : Optional.empty());
  }

  private static List<EventShelf.Kept> stretch(
      TopicTail<Event> topic, String job, long from, long to) {
    List<EventShelf.Kept> found = new ArrayList<>();
    topic.seek(from);
    topic.readTo(
        to,
        entry ->
            entry
                .message()
                .filter(event -> event.job().equals(job) && entry.offset() < to)
                .ifPresent(event -> found.add(new EventShelf.Kept(entry.offset(), event))));
    return found;
  }
}
