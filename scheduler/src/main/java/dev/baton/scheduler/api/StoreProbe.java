package dev.baton.scheduler.api;

import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks every few seconds whether the store answers. */
final class StoreProbe implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** Nobody writes it: that there is none is an answer. */
  private static final String KEY = "is-there-anybody";

  private final Optional<ObjectStore> store;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean isReachable;

  StoreProbe(Optional<ObjectStore> store) {
    this.store = store;
  }

  void start() {
    store.ifPresent(
        open -> Thread.ofPlatform().name("http-store-probe").daemon().start(() -> probe(open)));
  }

  boolean isReachable() {
    return isReachable;
  }

  private void probe(ObjectStore open) {
    try {
      do {
        isReachable = answers(open);
      } while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean answers(ObjectStore open) {
    try {
      open.read(KEY);
      return true;
    } catch (ObjectNotFoundException e) {
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
