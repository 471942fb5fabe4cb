package dev.baton.common.objectstore;

import java.io.IOException;
import java.util.List;

/** Passes every call on; tests overtake some of them, or refuse all by {@link #reached}. */
public class PassingStore implements ObjectStore {
  private final ObjectStore store;

  protected PassingStore(ObjectStore store) {
    this.store = store;
  }

  /** The store for one call, which fails with what is thrown here. */
  protected ObjectStore reached() throws IOException {
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
