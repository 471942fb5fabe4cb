package dev.baton.worker.attempt;

import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.StoreFullException;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** A store that can be filled: meanwhile nothing is written, and all else goes on. */
final class FullStore implements ObjectStore {
  private final ObjectStore store;
  private volatile Predicate<String> hasNoRoom = key -> false;

  FullStore(ObjectStore store) {
    this.store = store;
  }

  void fill() {
    hasNoRoom = key -> true;
  }

  /** Fills it so far that small objects still find room: a job's log can be written. */
  void fillUpToSmallObjects() {
    hasNoRoom = key -> !key.contains("/log/");
  }

  void makeRoom() {
    hasNoRoom = key -> false;
  }

  private ObjectStore withRoomFor(String key) throws StoreFullException {
    if (hasNoRoom.test(key)) {
      throw new StoreFullException("no room for " + key, null);
    }
    return store;
  }

  @Override
  public boolean createIfAbsent(String key, byte[] bytes) throws IOException {
    return withRoomFor(key).createIfAbsent(key, bytes);
  }

  @Override
  public void upload(String key, Content content) throws IOException {
    withRoomFor(key).upload(key, content);
  }

  @Override
  public byte[] read(String key) throws IOException {
    return store.read(key);
  }

  @Override
  public List<StoredObject> list(String prefix) throws IOException {
    return store.list(prefix);
  }

  @Override
  public void delete(String key) throws IOException {
    store.delete(key);
  }

  @Override
  public void close() {
    store.close();
  }
}
