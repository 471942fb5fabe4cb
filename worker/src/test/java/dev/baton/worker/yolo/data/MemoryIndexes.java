package dev.baton.worker.yolo.data;

import dev.baton.worker.attempt.DataIndexes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Data set indexes in memory. */
public final class MemoryIndexes implements DataIndexes {
  private final Map<String, byte[]> indexes = new HashMap<>();

  @Override
  public Optional<byte[]> find(String digest) {
    return Optional.ofNullable(indexes.get(digest));
  }

  @Override
  public void save(String digest, byte[] index) {
    indexes.put(digest, index);
  }
}
