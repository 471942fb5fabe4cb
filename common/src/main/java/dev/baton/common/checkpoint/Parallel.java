package dev.baton.common.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Store calls side by side, since each mostly waits. */
final class Parallel {
  private static final int AT_ONCE = 16;

  private Parallel() {}

  interface Call<A, B> {
    B apply(A argument) throws IOException;
  }

  /** Applies {@code call} to all arguments; results in their order, or the first failure. */
  static <A, B> List<B> map(List<A> arguments, Call<A, B> call) throws IOException {
    if (arguments.size() <= 1) {
      List<B> results = new ArrayList<>();
      for (A argument : arguments) {
        results.add(call.apply(argument));
      }
      return results;
    }
    Semaphore places = new Semaphore(AT_ONCE);
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("store-", 0).factory())) {
      List<Future<B>> futures = new ArrayList<>();
      for (A argument : arguments) {
        futures.add(
            threads.submit(
                () -> {
                  places.acquire();
                  try {
                    return call.apply(argument);
                  } finally {
                    places.release();
                  }
                }));
      }
      List<B> results = new ArrayList<>();
      for (Future<B> future : futures) {
        results.add(future.get());
      }
      return results;
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
