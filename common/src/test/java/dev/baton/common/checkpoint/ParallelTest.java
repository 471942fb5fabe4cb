package dev.baton.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelTest {
  private static final List<Integer> MANY = IntStream.range(0, 500).boxed().toList();

  @Test
  void resultsComeInTheOrderOfTheArguments() throws Exception {
    assertThat(Parallel.map(MANY, number -> number * 2))
        .isEqualTo(MANY.stream().map(number -> number * 2).toList());
  }

  /** Five hundred keys at 30 s of patience, 16 at a time, would take a quarter of an hour. */
  @Test
  void nothingBeginsAnyMoreOnceTheStoreIsAway() {
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch allPlaces = new CountDownLatch(16);
    assertThatThrownBy(
            () ->
                Parallel.map(
                    MANY,
                    key -> {
                      begun.incrementAndGet();
                      allPlaces.countDown();
                      await(allPlaces);
                      throw new IOException("away");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("away");
    assertThat(begun.get()).isEqualTo(16);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
