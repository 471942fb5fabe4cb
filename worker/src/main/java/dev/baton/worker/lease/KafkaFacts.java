package dev.baton.worker.lease;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.Topics;
import dev.baton.worker.attempt.AttemptSignals;
import dev.baton.worker.attempt.CrashPoint;
import dev.baton.worker.attempt.CrashPoints;
import dev.baton.worker.attempt.FactSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Facts to {@link Topics#EVENTS}, in order and at least once: the next fact is sent once the broker
 * has the one before, and a refused one is sent again, unless it is too large to be ever taken. One
 * named thread does it, so that neither training nor uploads ever wait for the broker.
 */
public final class KafkaFacts implements FactSink, AutoCloseable {
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
  private static final Duration LOOK_AT_SIGNALS = Duration.ofMillis(100);
  private static final Logger LOG = LoggerFactory.getLogger(KafkaFacts.class);

  private final Producer<String, byte[]> producer;
  private final CrashPoints crashPoints;
  private final Deque<Event> waiting = new ArrayDeque<>();
  private final Thread thread = Thread.ofPlatform().name("facts").daemon().unstarted(this::send);
  private boolean isClosed;

  public KafkaFacts(Producer<String, byte[]> producer, CrashPoints crashPoints) {
    this.producer = producer;
    this.crashPoints = crashPoints;
    thread.start();
  }

  @Override
  public synchronized void report(Event fact) {
    waiting.addLast(fact);
    notifyAll();
  }

  @Override
  public synchronized boolean awaitStored(AttemptSignals signals) {
    try {
      while (!waiting.isEmpty()) {
        if (!signals.mayAnswer()) {
          return false;
        }
        wait(LOOK_AT_SIGNALS.toMillis());
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void send() {
    try {
      while (true) {
        Event next = awaitNext();
        if (next == null) {
          return;
        }
        crashPoints.pass(CrashPoint.BEFORE_EVENT);
        if (isSettled(next)) {
          crashPoints.pass(CrashPoint.AFTER_EVENT);
          synchronized (this) {
            waiting.removeFirst();
            notifyAll();
          }
        } else {
          Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Event awaitNext() throws InterruptedException {
    while (waiting.isEmpty() && !isClosed) {
      wait();
    }
    return isClosed ? null : waiting.peekFirst();
  }

  /** Whether the next fact may follow this one. */
  private boolean isSettled(Event fact) throws InterruptedException {
    try {
      producer
          .send(new ProducerRecord<>(Topics.EVENTS, fact.job(), MessageCodec.encode(fact)))
          .get();
      return true;
    } catch (ExecutionException | KafkaException e) {
      if (e instanceof RecordTooLargeException || e.getCause() instanceof RecordTooLargeException) {
        LOG.error("Dropping an event that the broker never takes: {}", e.getMessage());
        return true;
      }
      LOG.warn("The broker does not take events; trying on: {}", e.getMessage());
      return false;
    }
  }

  /** Stops sending; what has not been stored is reported by the next attempt, from the log. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      notifyAll();
    }
    thread.interrupt();
  }
}
