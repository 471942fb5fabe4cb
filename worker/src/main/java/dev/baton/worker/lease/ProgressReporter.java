package dev.baton.worker.lease;

import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Topics;
import dev.baton.worker.attempt.ProgressBoard;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells {@link Topics#PROGRESS} what this worker is doing: a heartbeat every second, and the newest
 * step four times a second. What the broker does not take is dropped.
 */
public final class ProgressReporter implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(250);
  private static final int TICKS_PER_HEARTBEAT = 4;
  private static final Logger LOG = LoggerFactory.getLogger(ProgressReporter.class);

  private final Producer<String, byte[]> producer;
  private final WorkerIdentity worker;
  private final WorkerStatus status;
  private final ProgressBoard board;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("progress").daemon().factory());
  private int ticks;

  public ProgressReporter(
      Producer<String, byte[]> producer,
      WorkerIdentity worker,
      WorkerStatus status,
      ProgressBoard board,
      Clock clock) {
    this.producer = producer;
    this.worker = worker;
    this.status = status;
    this.board = board;
    this.clock = clock;
  }

  /** Begins with a heartbeat at once. */
  public void start() {
    thread.scheduleWithFixedDelay(this::tick, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      board.take().ifPresent(this::send);
      if (ticks++ % TICKS_PER_HEARTBEAT == 0) {
        send(status.heartbeat(worker, clock.instant()));
      }
    } catch (KafkaException e) {
      LOG.debug("Dropped progress: {}", e.getMessage());
    } catch (RuntimeException e) {
      // An escaping exception would end the schedule, and with it the worker's signs of life.
      LOG.error("Cannot report progress", e);
    }
  }

  private void send(Progress progress) {
    producer.send(
        new ProducerRecord<>(Topics.PROGRESS, worker.name(), MessageCodec.encode(progress)));
  }

  /** Sends a last heartbeat, which says that the worker leaves. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(1, TimeUnit.SECONDS);
      send(status.heartbeat(worker, clock.instant()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (KafkaException e) {
      LOG.debug("Dropped the last heartbeat: {}", e.getMessage());
    }
  }
}
