package dev.baton.worker.prometheus;

import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Counts the calls of a store. To be put below what tries again, so that every try is counted; an
 * absent object is an answer and no failure.
 */
public final class MeteredStore implements ObjectStore {
  private final ObjectStore store;
  private final WorkerMetrics metrics;

  /** What can be asked of a store. */
  enum Operation {
    CREATE,
    UPLOAD,
    READ,
    LIST,
    DELETE
  }

  public MeteredStore(ObjectStore store, WorkerMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
  }

  @Override
  public boolean createIfAbsent(String key, byte[] bytes) throws IOException {
    return counted(Operation.CREATE, () -> store.createIfAbsent(key, bytes));
  }

  @Override
  public void upload(String key, Content content) throws IOException {
    counted(
        Operation.UPLOAD,
        () -> {
          store.upload(key, content);
          return null;
        });
  }

  @Override
  public byte[] read(String key) throws IOException {
    return counted(Operation.READ, () -> store.read(key));
  }

  /** Counts the opening alone: what is read later is the reader's. */
  @Override
  public InputStream open(String key) throws IOException {
    return counted(Operation.READ, () -> store.open(key));
  }

  @Override
  public List<StoredObject> list(String prefix) throws IOException {
    return counted(Operation.LIST, () -> store.list(prefix));
  }

  @Override
  public void delete(String key) throws IOException {
    counted(
        Operation.DELETE,
        () -> {
          store.delete(key);
          return null;
        });
  }

  @Override
  public void close() {
    store.close();
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T counted(Operation operation, Call<T> call) throws IOException {
    try {
      T answer = call.run();
      metrics.storeCalled(operation, true);
      return answer;
    } catch (ObjectNotFoundException e) {
      metrics.storeCalled(operation, true);
      throw e;
    } catch (IOException e) {
      metrics.storeCalled(operation, false);
      throw e;
    }
  }

  @Override
  public String toString() {
    return store.toString();
  }
}
