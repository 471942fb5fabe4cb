package dev.baton.worker.yolo.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that work ahead of the training and must not get into its way: where arithmetic threads
 * wait for one that was descheduled in favour of a loader, a step takes many times as long. The
 * priority of a Java thread means nothing on Linux, so each lowers its own there.
 */
final class LoaderThreads {
  private static final Logger LOG = LoggerFactory.getLogger(LoaderThreads.class);
  private static final Path OWN_TASK = Path.of("/proc/thread-self");
  private static final String LOWEST_PRIORITY = "19";
  private static final int RENICE_SECONDS = 5;

  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final ExecutorService executor;

  LoaderThreads(int count) {
    ThreadFactory factory =
        Thread.ofPlatform()
            .daemon()
            .name("yolo-loader-", 1)
            .priority(Thread.MIN_PRIORITY)
            .factory();
    executor =
        Executors.newFixedThreadPool(
            count,
            work -> {
              Thread thread =
                  factory.newThread(
                      () -> {
                        lowerOwnPriority();
                        work.run();
                      });
              threads.add(thread);
              return thread;
            });
  }

  <T> Future<T> submit(Callable<T> work) {
    return executor.submit(work);
  }

  /**
   * Ends the threads and waits for it.
   *
   * @return false when one still works after {@code atMost}, at the first such one
   */
  boolean end(Duration atMost) throws InterruptedException {
    executor.shutdown();
    for (Thread thread : threads) {
      if (!thread.join(atMost)) {
        return false;
      }
    }
    return true;
  }

  /** Without an effect, but for a log line, where the system has no such means. */
  private static void lowerOwnPriority() {
    if (!Files.isSymbolicLink(OWN_TASK)) {
      return;
    }
    try {
      String threadId = Files.readSymbolicLink(OWN_TASK).getFileName().toString();
      Process renice =
          new ProcessBuilder("renice", "-n", LOWEST_PRIORITY, "-p", threadId)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!renice.waitFor(RENICE_SECONDS, TimeUnit.SECONDS)) {
        renice.destroyForcibly();
      }
    } catch (IOException e) {
      LOG.debug("Loader threads keep the usual priority", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
