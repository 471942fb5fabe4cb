package dev.baton.common.dataset;

import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;

/** Passes every call on; tests overtake some of them. */
public class PassingStore implements ObjectStore {
  private final ObjectStore store;

  protected PassingStore(ObjectStore store) {
    this.store = store;
  }

  @Override
  public boolean createIfAbsent(String key, byte[] bytes) throws IOException {
    return store.createIfAbsent(key, bytes);
  }

  @Override
  public void upload(String key, Content content) throws IOException {
    store.upload(key, content);
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
