package dev.baton.worker.prometheus;

import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** A store whose objects are too large to be read at once. */
final class StoreOfLargeObjects implements ObjectStore {
  private final ObjectStore store;

  StoreOfLargeObjects(Path folder) {
    store = new DirectoryObjectStore(folder);
  }

  @Override
  public byte[] read(String key) {
    throw new OutOfMemoryError(key);
  }

  @Override
  public InputStream open(String key) throws IOException {
    return store.open(key);
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
