package dev.baton.cli.output;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a process that is told to end (Ctrl-C, SIGTERM) first bring to an end what would be of no
 * use half done, a file without its index for example. From {@link #within} to {@link #close} such
 * a signal is only noted: {@link #isAsked} tells the work to stop, and the process ends, with the
 * signal's status, once this is closed or its time is up.
 */
public final class OrderlyEnd implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean isAsked;

  private OrderlyEnd(Duration longest) {
    hook = Thread.ofPlatform().name("orderly-end").unstarted(() -> awaitClosed(longest));
  }

  /**
   * @param longest that the process may go on after the signal
   */
  public static OrderlyEnd within(Duration longest) {
    OrderlyEnd end = new OrderlyEnd(longest);
    Runtime.getRuntime().addShutdownHook(end.hook);
    return end;
  }

  /** Whether the process has been told to end. Any thread may ask. */
  public boolean isAsked() {
    return isAsked;
  }

  private void awaitClosed(Duration longest) {
    isAsked = true;
    try {
      closed.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      isAsked = true; // the process is ending already, and waits for nothing more of this
    }
  }
}
