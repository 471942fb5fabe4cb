package dev.baton.worker.attempt;

import dev.baton.common.objectstore.RetryingObjectStore.RoomListener;
import dev.baton.common.objectstore.StoreFullException;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an attempt knows of a store that is full: its writes wait until there is room, as long as
 * the attempt lives, since no other worker would find any. People are told as soon as that begins,
 * while training may go on. Safe for use by many threads.
 */
final class RoomWait implements RoomListener {
  private static final Logger LOG = LoggerFactory.getLogger(RoomWait.class);

  private volatile Consumer<String> tell;
  private int waiting;

  /**
   * @param tell told why the attempt is held up, once until no write waits any more
   */
  RoomWait(Consumer<String> tell) {
    this.tell = tell;
  }

  /** Has {@code next} told from now on. */
  void tellBy(Consumer<String> next) {
    tell = next;
  }

  @Override
  public void waits(StoreFullException answer) {
    if (isFirst()) {
      LOG.warn("Waiting for room: {}", answer.getMessage());
      tell.accept(
          "the store is full: %s; until then no checkpoint is stored"
              .formatted(StoreFullException.ADVICE));
    }
  }

  private synchronized boolean isFirst() {
    return waiting++ == 0;
  }

  @Override
  public synchronized void waitIsOver() {
    waiting--;
    if (waiting == 0) {
      LOG.info("No write waits for room in the store any more");
    }
  }

  /** Why training waits, while a write waits for room. */
  synchronized Optional<String> why() {
    return waiting == 0
        ? Optional.empty()
        : Optional.of(
            "training waits, since the store is full: %s; it goes on by itself"
                .formatted(StoreFullException.ADVICE));
  }
}
