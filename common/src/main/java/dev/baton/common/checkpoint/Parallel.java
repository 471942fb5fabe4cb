package dev.baton.common.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** Store calls side by side, since each mostly waits. */
final class Parallel {
  private static final int AT_ONCE = 16;

  private Parallel() {}

  interface Call<A, B> {
    B apply(A argument) throws IOException;
  }

  /**
   * Applies {@code call} to all arguments; results in their order. After a failure, which is thrown
   * when those that have begun are over, none begins: against a store that is away, each of many
   * would wait for as long as it is patient.
   */
  static <A, B> List<B> map(List<A> arguments, Call<A, B> call) throws IOException {
    if (arguments.size() <= 1) {
      List<B> results = new ArrayList<>();
      for (A argument : arguments) {
        results.add(call.apply(argument));
      }
      return results;
    }
    Semaphore places = new Semaphore(AT_ONCE);
    AtomicBoolean isOver = new AtomicBoolean();
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("store-", 0).factory())) {
      List<Future<B>> futures = new ArrayList<>();
      for (A argument : arguments) {
        futures.add(
            threads.submit(
                () -> {
                  places.acquire();
                  try {
                    return isOver.get() ? null : call.apply(argument);
                  } catch (IOException | RuntimeException e) {
                    isOver.set(true);
                    throw e;
                  } finally {
                    places.release();
                  }
                }));
      }
      try {
        List<B> results = new ArrayList<>();
        for (Future<B> future : futures) {
          results.add(future.get());
        }
        return results;
      } finally {
        isOver.set(true); // after an interrupt, too, none is wanted any more
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for the store", e);
    }
  }
}
