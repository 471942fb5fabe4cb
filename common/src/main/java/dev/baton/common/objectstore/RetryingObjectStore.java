package dev.baton.common.objectstore;

import dev.baton.common.process.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Tries again after an unknown outcome, with growing pauses and jitter, until the store answers,
 * the patience is used up or the caller no longer wants it. The only place where store calls are
 * retried.
 *
 * <p>All calls may be repeated: uploads write equal bytes, deletes are idempotent, and who creates
 * compares after a {@code false} (see {@link ObjectStore#createIfAbsent}).
 */
public final class RetryingObjectStore implements ObjectStore {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  private final ObjectStore store;
  private final Duration patience;
  private final BooleanSupplier isWanted;
  private final Machine machine;

  /**
   * @param patience time after the first try in which to begin another one
   * @param isWanted whether the caller still wants the answer
   */
  public RetryingObjectStore(
      ObjectStore store, Duration patience, BooleanSupplier isWanted, Machine machine) {
    this.store = store;
    this.patience = patience;
    this.isWanted = isWanted;
    this.machine = machine;
  }

  @Override
  public boolean createIfAbsent(String key, byte[] bytes) throws IOException {
    return retry(() -> store.createIfAbsent(key, bytes));
  }

  @Override
  public void upload(String key, Content content) throws IOException {
    retry(
        () -> {
          store.upload(key, content);
          return null;
        });
  }

  @Override
  public byte[] read(String key) throws IOException {
    return retry(() -> store.read(key));
  }

  @Override
  public InputStream open(String key) throws IOException {
    return retry(() -> store.open(key));
  }

  @Override
  public List<StoredObject> list(String prefix) throws IOException {
    return retry(() -> store.list(prefix));
  }

  @Override
  public void delete(String key) throws IOException {
    retry(
        () -> {
          store.delete(key);
          return null;
        });
  }

  @Override
  public void close() {
    store.close();
  }

  private <T> T retry(Call<T> call) throws IOException {
    long start = machine.nanoTime();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return call.run();
      } catch (ObjectNotFoundException e) {
        throw e;
      } catch (IOException e) {
        boolean isPatient = machine.nanoTime() - start < patience.toNanos();
        if (!isPatient || !isWanted.getAsBoolean()) {
          throw e;
        }
        pause(pause, e);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? pause.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    }
  }

  private void pause(Duration pause, IOException cause) throws IOException {
    try {
      machine.sleepAbout(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cause;
    }
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws IOException;
  }

  @Override
  public String toString() {
    return store.toString();
  }
}
