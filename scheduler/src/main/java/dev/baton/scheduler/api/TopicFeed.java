package dev.baton.scheduler.api;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.KafkaUnavailableException;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads jobs, events and progress, with consumers and threads of its own. Kafka may be away for as
 * long as it likes: reading goes on where it stopped.
 */
final class TopicFeed implements AutoCloseable {
  /** What was said of workers longer ago does not matter any more. */
  private static final Duration OLDEST_PROGRESS = Duration.ofSeconds(60);

  /** So many fill the view's memory; older ones are in the jobs' logs. */
  private static final int NEWEST_EVENTS = 100_000;

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration BEFORE_RETRY = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);

  private final KafkaConnection kafka;
  private final FleetNews news;
  private final Clock clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger behind = new AtomicInteger(3);
  private final List<Thread> threads;

  /** What is done with a record of a topic, and whether it is one from before the start. */
  private interface Reader<M extends Message> extends BiConsumer<TopicTail.Entry<M>, Boolean> {}

  TopicFeed(KafkaConnection kafka, FleetNews news, Clock clock) {
    this.kafka = kafka;
    this.news = news;
    this.clock = clock;
    this.threads =
        List.of(
            thread(
                Topics.JOBS,
                JobState.class,
                () -> TopicTail.fromBeginning(kafka, Topics.JOBS, JobState.class),
                this::job),
            thread(
                Topics.EVENTS,
                Event.class,
                () -> TopicTail.fromNewest(kafka, Topics.EVENTS, Event.class, NEWEST_EVENTS),
                this::event),
            thread(
                Topics.PROGRESS,
                Progress.class,
                () ->
                    TopicTail.fromTime(
                        kafka,
                        Topics.PROGRESS,
                        Progress.class,
                        clock.instant().minus(OLDEST_PROGRESS)),
                this::progress));
  }

  /** Begins to read. */
  void start() {
    threads.forEach(Thread::start);
  }

  /** Whether each topic has been read to where its end once was. */
  boolean hasCaughtUp() {
    return behind.get() == 0;
  }

  private void job(TopicTail.Entry<JobState> entry, boolean isOld) {
    entry.message().ifPresentOrElse(news::job, () -> news.jobRemoved(entry.key()));
  }

  private void event(TopicTail.Entry<Event> entry, boolean isOld) {
    entry.message().ifPresent(event -> news.event(event, entry.offset()));
  }

  private void progress(TopicTail.Entry<Progress> entry, boolean isOld) {
    entry.message().ifPresent(p -> news.progress(p, isOld ? entry.writtenAt() : clock.instant()));
  }

  private <M extends Message> Thread thread(
      String topic, Class<M> family, Supplier<TopicTail<M>> begin, Reader<M> reader) {
    return Thread.ofPlatform()
        .name("http-feed-" + topic)
        .daemon()
        .unstarted(() -> new Following<>(topic, family, begin, reader).run());
  }

  /** Follows one topic for as long as the feed is open. */
  private final class Following<M extends Message> {
    private final String topic;
    private final Class<M> family;
    private final Supplier<TopicTail<M>> begin;
    private final Reader<M> reader;
    private long next = -1;
    private boolean isBehind = true;

    Following(String topic, Class<M> family, Supplier<TopicTail<M>> begin, Reader<M> reader) {
      this.topic = topic;
      this.family = family;
      this.begin = begin;
      this.reader = reader;
    }

    void run() {
      while (!isClosed()) {
        try (TopicTail<M> tail =
            next < 0 ? begin.get() : TopicTail.fromOffset(kafka, topic, family, next)) {
          if (isBehind) {
            tail.readToEnd(this::read);
            isBehind = false;
            behind.decrementAndGet();
          }
          while (!isClosed()) {
            tail.poll(POLL).forEach(this::read);
          }
        } catch (KafkaException | KafkaUnavailableException e) {
          LOG.warn("The page waits for topic {}: {}", topic, e.getMessage());
          pause();
        }
      }
    }

    private void read(TopicTail.Entry<M> entry) {
      next = entry.offset() + 1;
      try {
        reader.accept(entry, isBehind);
      } catch (RuntimeException e) {
        // Else this record would end the page, after each start anew.
        LOG.error("Left out a record of {}; please report this: {}", topic, entry, e);
      }
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void pause() {
    try {
      closed.await(BEFORE_RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  /** Lets the threads end; none of them is waited for. */
  @Override
  public void close() {
    closed.countDown();
  }
}
