package dev.baton.scheduler.notify;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The deliveries of what one reader of the events has read, each on a thread of its own, and how
 * far the reading is done with. One thread uses it.
 *
 * <p>Closed, it gives up what is not delivered: whoever reads on from the committed place begins
 * with that, and nobody is told by two at a time.
 */
final class DeliveriesUnderWay implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(1);

  private final Courier courier;
  private final PendingOffsets offsets;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());

  /**
   * @param next the offset of the first record that was not looked at
   */
  DeliveriesUnderWay(Courier courier, long next) {
    this.courier = courier;
    this.offsets = new PendingOffsets(next);
  }

  /** The record at {@code offset} was looked at; begins with what it asks for. */
  void read(long offset, List<Delivery> due) {
    offsets.read(offset, due.size());
    due.forEach(delivery -> threads.execute(() -> bring(delivery, offset)));
  }

  private void bring(Delivery delivery, long offset) {
    try {
      courier.bring(delivery);
      offsets.done(offset);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // not done: whoever reads on brings it
    }
  }

  /** Where to go on after a restart: everything before it is delivered. */
  long safe() {
    return offsets.safe();
  }

  /** Records whose deliveries are under way. */
  int size() {
    return offsets.size();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
