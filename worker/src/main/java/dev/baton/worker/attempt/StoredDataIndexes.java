package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.JobKeys;
import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Data indexes as objects of the store, under the digests of their data sets. */
record StoredDataIndexes(ObjectStore store) implements DataIndexes {
  @Override
  public Optional<byte[]> find(String digest) {
    try {
      return Optional.of(store.read(JobKeys.dataIndex(digest)));
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void save(String digest, byte[] index) {
    try {
      store.upload(JobKeys.dataIndex(digest), Content.of(index));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
