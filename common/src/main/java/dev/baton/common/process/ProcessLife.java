package dev.baton.common.process;

import dev.baton.common.kafka.KafkaUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the life of one of Baton's processes ends: by itself, by SIGTERM after finishing what it
 * does, or at once when the process that started it is gone.
 */
public final class ProcessLife {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessLife.class);
  private static final CountDownLatch MAIN_ENDED = new CountDownLatch(1);
  private static final List<Runnable> AT_EVERY_END = new CopyOnWriteArrayList<>();

  private ProcessLife() {}

  /** What a process does. */
  @FunctionalInterface
  public interface Main {
    void run() throws Exception;
  }

  /**
   * Runs a process's main path and ends the process: 0 when it returns, 2 with one line for wrong
   * arguments, 1 for anything else; also one line where Kafka is away.
   */
  public static void runMain(Main main) {
    // What Baton writes is the same in every country: some have digits of their own.
    Locale.setDefault(Locale.ROOT);
    int status = 0;
    try {
      main.run();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      status = 2;
    } catch (KafkaUnavailableException e) {
      LOG.error("{}", e.getMessage());
      status = 1;
    } catch (Throwable e) { // an Error, too: else the other threads would live on without this one
      LOG.error("Ended by an error", e);
      status = 1;
    } finally {
      MAIN_ENDED.countDown();
    }
    // Clients leave threads behind that would keep the process for a minute.
    halt(status);
  }

  /**
   * Runs {@code last} before this process ends, be it by itself, by a signal or by {@link #halt};
   * not when it is killed. It may run twice, and beside what else is done at the end.
   */
  public static void atEveryEnd(Runnable last) {
    AT_EVERY_END.add(last);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("last").unstarted(last));
  }

  /** Ends this process at once: nothing is finished, and no shutdown hook runs. */
  public static void halt(int status) {
    try {
      AT_EVERY_END.forEach(Runnable::run);
    } finally {
      Runtime.getRuntime().halt(status);
    }
  }

  /**
   * On SIGTERM runs {@code askToEnd}, then waits at most {@code longest} for the main path's end.
   */
  public static void beforeExit(Duration longest, Runnable askToEnd) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  askToEnd.run();
                  try {
                    MAIN_ENDED.await(longest.toMillis(), TimeUnit.MILLISECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "shutdown"));
  }

  /** Halts this process when its standard input ends, which is when its parent is gone. */
  static void haltWhenStdinEnds() {
    Thread.ofPlatform()
        .name("stdin-guard")
        .daemon()
        .start(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Whatever is typed there means nothing.
                }
              } catch (IOException e) {
                LOG.warn("Cannot read standard input", e);
              }
              halt(143);
            });
  }
}
