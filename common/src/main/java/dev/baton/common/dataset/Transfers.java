package dev.baton.common.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Large transfers, a few at a time. */
final class Transfers {
  private Transfers() {}

  interface Call<A, B> {
    B apply(A argument) throws IOException;
  }

  /**
   * Applies {@code call} to all arguments; results in their order. The first failure ends those
   * that have not begun and is thrown when the others are over.
   */
  static <A, B> List<B> map(List<A> arguments, int atOnce, Call<A, B> call) throws IOException {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            atOnce, Thread.ofPlatform().name("transfer-", 0).daemon().factory())) {
      List<Future<B>> futures = new ArrayList<>();
      arguments.forEach(argument -> futures.add(threads.submit(() -> call.apply(argument))));
      try {
        List<B> results = new ArrayList<>();
        for (Future<B> future : futures) {
          results.add(future.get());
        }
        return results;
      } catch (ExecutionException e) {
        futures.forEach(future -> future.cancel(false));
        if (e.getCause() instanceof IOException cause) {
          throw cause;
        }
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        futures.forEach(future -> future.cancel(false));
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while data were transferred", e);
      }
    }
  }
}
