package dev.baton.simulation;

import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A store's own side: what lies in it, at once and without fail. */
final class SimulatedStore implements ObjectStore {
  private final NavigableMap<String, byte[]> objects = new TreeMap<>();

  Optional<byte[]> find(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  void put(String key, byte[] bytes) {
    objects.put(key, bytes);
  }

  @Override
  public boolean createIfAbsent(String key, byte[] bytes) {
    return objects.putIfAbsent(key, bytes) == null;
  }

  @Override
  public void upload(String key, Content content) {
    try (var stream = content.open()) {
      objects.put(key, stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte[] read(String key) throws ObjectNotFoundException {
    return find(key).orElseThrow(() -> new ObjectNotFoundException(key));
  }

  @Override
  public List<StoredObject> list(String prefix) {
    List<StoredObject> found = new ArrayList<>();
    for (var object : objects.tailMap(prefix, true).entrySet()) {
      if (!object.getKey().startsWith(prefix)) {
        break;
      }
      found.add(new StoredObject(object.getKey(), object.getValue().length));
    }
    return found;
  }

  @Override
  public void delete(String key) {
    objects.remove(key);
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "the simulated store";
  }
}
