package dev.baton.common.objectstore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Proves that a store honours {@code If-None-Match: *} when it matters: several writers create the
 * same object at the same moment, and exactly one may win. Some stores answer a single late writer
 * rightly and still let two win a race; some ignore the condition. On either, two workers could
 * both believe that they committed.
 */
public final class CreateRace {
  private static final int WRITERS = 8;

  /** A conflict ends when the write beside it does. */
  private static final int MOST_TRIES = 100;

  private final ObjectStore store;
  private final String prefix = "races/" + UUID.randomUUID() + "/";

  public CreateRace(ObjectStore store) {
    this.store = store;
  }

  /**
   * How the race ended.
   *
   * @param severalWinners rounds that more than one writer won
   * @param noWinner rounds that nobody won
   * @param wrongObject rounds after which the object was not the winner's
   */
  public record Result(int rounds, int severalWinners, int noWinner, int wrongObject) {
    public boolean isFair() {
      return severalWinners + noWinner + wrongObject == 0;
    }

    /** What is wrong with a store that is not fair, and what to do. */
    public String complaint() {
      return "does not honour If-None-Match: of %d races of %d writers, %d had several winners, %d none, %d left another's object. Two workers could both believe that they committed: use MinIO, Amazon S3, Ceph RGW, or the store of `baton up` instead"
          .formatted(rounds, WRITERS, severalWinners, noWinner, wrongObject);
    }
  }

  /** Runs {@code rounds} races and removes their objects. */
  public Result run(int rounds) throws IOException, InterruptedException {
    int severalWinners = 0;
    int noWinner = 0;
    int wrongObject = 0;
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      for (int round = 0; round < rounds; round++) {
        String key = prefix + round;
        List<String> winners = race(key, writers);
        if (winners.size() > 1) {
          severalWinners++;
        } else if (winners.isEmpty()) {
          noWinner++;
        } else if (!new String(store.read(key), StandardCharsets.UTF_8).equals(winners.get(0))) {
          wrongObject++;
        }
        store.delete(key);
      }
    }
    return new Result(rounds, severalWinners, noWinner, wrongObject);
  }

  /** Returns the names of the writers that were told that they had created the object. */
  private List<String> race(String key, ExecutorService writers)
      throws IOException, InterruptedException {
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    List<Future<Boolean>> outcomes = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      byte[] name = name(i).getBytes(StandardCharsets.UTF_8);
      outcomes.add(
          writers.submit(
              () -> {
                start.await();
                return create(key, name);
              }));
    }
    List<String> winners = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      if (hasWon(outcomes.get(i))) {
        winners.add(name(i));
      }
    }
    return winners;
  }

  /** Asks again while the store decides for nobody; a lost reply would be another matter. */
  private boolean create(String key, byte[] name) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return store.createIfAbsent(key, name);
      } catch (WriteConflictException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static boolean hasWon(Future<Boolean> outcome) throws IOException, InterruptedException {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause
          ? cause
          : new IOException("A writer failed: " + e.getCause(), e.getCause());
    }
  }

  private static String name(int writer) {
    return "writer " + writer;
  }
}
