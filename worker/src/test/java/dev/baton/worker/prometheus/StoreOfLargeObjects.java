package dev.baton.worker.prometheus;

import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.PassingStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A store whose objects are too large to be read at once. */
final class StoreOfLargeObjects extends PassingStore {
  private final DirectoryObjectStore store;

  StoreOfLargeObjects(Path folder) {
    this(new DirectoryObjectStore(folder));
  }

  private StoreOfLargeObjects(DirectoryObjectStore store) {
    super(store);
    this.store = store;
  }

  @Override
  public byte[] read(String key) {
    throw new OutOfMemoryError(key);
  }

  @Override
  public InputStream open(String key) throws IOException {
    return store.open(key);
  }
}
