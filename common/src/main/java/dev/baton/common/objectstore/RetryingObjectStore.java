package dev.baton.common.objectstore;

import dev.baton.common.process.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Tries again after an unknown outcome, with growing pauses and jitter, until the store answers,
 * the patience is used up or the caller no longer wants it. The only place where store calls are
 * retried. That a store is full is an answer: it is passed on at once, or waited out for as long as
 * the caller wants (see {@link #awaitingRoom}).
 *
 * <p>All calls may be repeated: uploads write equal bytes, deletes are idempotent, and who creates
 * compares after a {@code false} (see {@link ObjectStore#createIfAbsent}).
 */
public final class RetryingObjectStore implements ObjectStore {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  /** Room is made by people, and what is sent in vain may be large. */
  private static final Duration LONGEST_PAUSE_FOR_ROOM = Duration.ofSeconds(15);

  private final ObjectStore store;
  private final Duration patience;
  private final BooleanSupplier isWanted;
  private final Machine machine;
  private final Optional<RoomListener> room;

  /** Told of calls that wait until a full store has room, by any thread. */
  public interface RoomListener {
    /** A call waits from now on. */
    void waits(StoreFullException answer);

    /** It waits no longer, whatever became of it. */
    void waitIsOver();
  }

  /**
   * @param patience time after the first try in which to begin another one
   * @param isWanted whether the caller still wants the answer
   */
  public RetryingObjectStore(
      ObjectStore store, Duration patience, BooleanSupplier isWanted, Machine machine) {
    this(store, patience, isWanted, machine, Optional.empty());
  }

  private RetryingObjectStore(
      ObjectStore store,
      Duration patience,
      BooleanSupplier isWanted,
      Machine machine,
      Optional<RoomListener> room) {
    this.store = store;
    this.patience = patience;
    this.isWanted = isWanted;
    this.machine = machine;
    this.room = room;
  }

  /** The same store, whose calls wait for room: no other caller would find any. */
  public RetryingObjectStore awaitingRoom(RoomListener listener) {
    return new RetryingObjectStore(store, patience, isWanted, machine, Optional.of(listener));
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
    long startNanos = machine.nanoTime();
    try {
      return call.run();
    } catch (ObjectNotFoundException e) {
      throw e;
    } catch (IOException e) {
      return new Retries(startNanos).goOn(call, e);
    }
  }

  /** The further tries of a call whose first one has failed. */
  private final class Retries {
    private long startNanos;
    private Duration pause = FIRST_PAUSE;
    private boolean isFull;
    private boolean isWaitingForRoom;

    private Retries(long startNanos) {
      this.startNanos = startNanos;
    }

    <T> T goOn(Call<T> call, IOException first) throws IOException {
      IOException failure = first;
      try {
        while (isTriedAgain(failure)) {
          pause(pause, failure);
          try {
            return call.run();
          } catch (ObjectNotFoundException e) {
            throw e;
          } catch (IOException e) {
            failure = e;
          }
          pause = longer(pause, failure);
        }
        throw failure;
      } finally {
        if (isWaitingForRoom) {
          room.orElseThrow().waitIsOver();
        }
      }
    }

    private boolean isTriedAgain(IOException failure) {
      if (failure instanceof StoreFullException full) {
        isFull = true;
        return isRoomAwaited(full) && isWanted.getAsBoolean();
      }
      if (isFull) { // another trouble than before, of which patience knows nothing yet
        isFull = false;
        startNanos = machine.nanoTime();
        pause = FIRST_PAUSE;
      }
      boolean isPatient = machine.nanoTime() - startNanos < patience.toNanos();
      return isPatient && isWanted.getAsBoolean();
    }

    private boolean isRoomAwaited(StoreFullException full) {
      if (room.isPresent() && !isWaitingForRoom) {
        isWaitingForRoom = true;
        room.get().waits(full);
      }
      return isWaitingForRoom;
    }
  }

  private static Duration longer(Duration pause, IOException failure) {
    Duration longest =
        failure instanceof StoreFullException ? LONGEST_PAUSE_FOR_ROOM : LONGEST_PAUSE;
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(longest) < 0 ? twice : longest;
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
