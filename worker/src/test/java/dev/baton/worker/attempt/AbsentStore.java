package dev.baton.worker.attempt;

import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;

/** A store that can be taken away and brought back: meanwhile no call is answered. */
final class AbsentStore implements ObjectStore {
  private final ObjectStore store;
  private volatile boolean isAway;

  AbsentStore(ObjectStore store) {
    this.store = store;
  }

  void leave() {
    isAway = true;
  }

  void comeBack() {
    isAway = false;
  }

  private ObjectStore reached() throws IOException {
    if (isAway) {
      throw new IOException("the store is away");
    }
    return store;
  }

  @Override
  public boolean createIfAbsent(String key, byte[] bytes) throws IOException {
    return reached().createIfAbsent(key, bytes);
  }

  @Override
  public void upload(String key, Content content) throws IOException {
    reached().upload(key, content);
  }

  @Override
  public byte[] read(String key) throws IOException {
    return reached().read(key);
  }

  @Override
  public List<StoredObject> list(String prefix) throws IOException {
    return reached().list(prefix);
  }

  @Override
  public void delete(String key) throws IOException {
    reached().delete(key);
  }

  @Override
  public void close() {
    store.close();
  }
}
