package dev.baton.worker.attempt;

import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.PassingStore;
import dev.baton.common.objectstore.StoreFullException;
import java.io.IOException;
import java.util.function.Predicate;

/** A store that can be filled: meanwhile nothing is written, and all else goes on. */
final class FullStore extends PassingStore {
  private volatile Predicate<String> hasNoRoom = key -> false;

  FullStore(ObjectStore store) {
    super(store);
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

  private void requireRoomFor(String key) throws StoreFullException {
    if (hasNoRoom.test(key)) {
      throw new StoreFullException("no room for " + key, null);
    }
  }

  @Override
  public boolean createIfAbsent(String key, byte[] bytes) throws IOException {
    requireRoomFor(key);
    return super.createIfAbsent(key, bytes);
  }

  @Override
  public void upload(String key, Content content) throws IOException {
    requireRoomFor(key);
    super.upload(key, content);
  }
}
