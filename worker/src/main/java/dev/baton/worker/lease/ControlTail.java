package dev.baton.worker.lease;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Control;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@link Topics#CONTROL} from its end on, on a thread of its own. */
public final class ControlTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(ControlTail.class);

  private final KafkaConnection kafka;
  private final Consumer<Control> listener;
  private final Thread thread;
  private volatile boolean isClosed;

  public ControlTail(KafkaConnection kafka, Consumer<Control> listener) {
    this.kafka = kafka;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("control").daemon().unstarted(this::follow);
  }

  /** What is published from now on is heard. */
  public void start() {
    thread.start();
  }

  private void follow() {
    while (!isClosed) {
      try (TopicTail<Control> tail = TopicTail.fromEnd(kafka, Topics.CONTROL, Control.class)) {
        while (!isClosed) {
          tail.poll(POLL).forEach(entry -> entry.message().ifPresent(listener));
        }
      } catch (RuntimeException e) { // a worker that no longer hears could not be stopped
        LOG.warn("Cannot read control messages; trying on", e);
        pause();
      }
    }
  }

  /** Kafka may refuse at once, over and over. */
  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      thread.join(POLL.multipliedBy(4));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
