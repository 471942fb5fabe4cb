package dev.baton.scheduler.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Somebody who follows the fleet by server-sent events. What is told waits in a bounded queue; who
 * is too slow for it loses what is there and is told to ask for everything anew.
 */
final class Follower implements AutoCloseable {
  private static final int QUEUE = 256;
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final String RESYNC = "event: resync\ndata: {}\n\n";

  private final Interest interest;
  private final Consumer<Follower> whenClosed;
  private final BlockingQueue<String> frames = new ArrayBlockingQueue<>(QUEUE);
  private volatile boolean isClosed;

  Follower(Interest interest, Consumer<Follower> whenClosed) {
    this.interest = interest;
    this.whenClosed = whenClosed;
  }

  Interest interest() {
    return interest;
  }

  /** Never waits. */
  void tell(String frame) {
    if (!frames.offer(frame)) {
      restart();
      frames.offer(frame);
    }
  }

  /** Drops what waits, and lets the other side ask for everything anew. */
  void restart() {
    frames.clear();
    frames.offer(RESYNC);
  }

  /** Writes what is told, until the other side goes away or this is closed. */
  void writeTo(OutputStream out) throws InterruptedException {
    try {
      while (!isClosed) {
        String frame = frames.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        out.write((frame == null ? ": heartbeat\n\n" : frame).getBytes(StandardCharsets.UTF_8));
        if (frames.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      return; // it has gone away: that is how every follower ends
    }
  }

  @Override
  public void close() {
    isClosed = true;
    frames.offer(""); // wakes who waits
    whenClosed.accept(this);
  }
}
