package dev.baton.simulation;

import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The store as a process sees it: slow, and not always with an answer. */
record StoreClient(World world, SimulatedProcess process) implements ObjectStore {
  @Override
  public boolean createIfAbsent(String key, byte[] bytes) throws IOException {
    return call(
        Trouble.Calls.CREATE,
        () -> {
          boolean isNew = world.store.find(key).isEmpty();
          if (isNew) {
            world.promises.beforeCreate(process, key, bytes);
            world.store.createIfAbsent(key, bytes);
          }
          return isNew;
        });
  }

  /** What a store does that ignores the condition. */
  void overwrite(String key, byte[] bytes) throws IOException {
    call(
        Trouble.Calls.CREATE,
        () -> {
          world.promises.beforeCreate(process, key, bytes);
          world.store.put(key, bytes);
          return true;
        });
  }

  @Override
  public void upload(String key, Content content) throws IOException {
    call(
        Trouble.Calls.UPLOAD,
        () -> {
          world.store.upload(key, content);
          return true;
        });
  }

  /** What a careless client does: the upload is on its way, but perhaps not there. */
  void uploadWithoutWaiting(String key, Content content) {
    process.newThread("careless upload", () -> uploadQuietly(key, content)).start();
  }

  private void uploadQuietly(String key, Content content) {
    try {
      upload(key, content);
    } catch (IOException e) {
      world.trace.say("%s has lost an upload", process);
    }
  }

  @Override
  public byte[] read(String key) throws IOException {
    Optional<byte[]> bytes = call(Trouble.Calls.READ, () -> world.store.find(key));
    return bytes.orElseThrow(() -> new ObjectNotFoundException(key));
  }

  @Override
  public List<StoredObject> list(String prefix) throws IOException {
    return call(Trouble.Calls.LIST, () -> world.store.list(prefix));
  }

  @Override
  public void delete(String key) throws IOException {
    call(
        Trouble.Calls.DELETE,
        () -> {
          world.promises.beforeDelete(process, key);
          world.store.delete(key);
          return true;
        });
  }

  private <T> T call(String call, Supplier<T> effect) throws IOException {
    try {
      return process.call(Service.STORE, call, effect);
    } catch (NoAnswerException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return world.store.toString();
  }
}
