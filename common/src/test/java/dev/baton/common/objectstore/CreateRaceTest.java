package dev.baton.common.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateRaceTest {
  @TempDir Path temporary;

  @Test
  void aStoreThatHonoursTheConditionIsFairAndIsLeftClean() throws Exception {
    try (ObjectStore store = new DirectoryObjectStore(temporary)) {
      CreateRace.Result result = new CreateRace(store).run(10);
      assertThat(result).isEqualTo(new CreateRace.Result(10, 0, 0, 0));
      assertThat(store.list("")).isEmpty();
    }
  }

  /** As Amazon S3 may answer while it decides; only at the second asking there is a winner. */
  @Test
  void aConflictIsAskedAgain() throws Exception {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    try (ObjectStore store =
        new PassingStore(new DirectoryObjectStore(temporary)) {
          @Override
          public boolean createIfAbsent(String key, byte[] bytes) throws IOException {
            if (asked.add(key + new String(bytes, UTF_8))) {
              throw new WriteConflictException("others write", null);
            }
            return super.createIfAbsent(key, bytes);
          }
        }) {
      assertThat(new CreateRace(store).run(5)).isEqualTo(new CreateRace.Result(5, 0, 0, 0));
    }
  }

  @Test
  void aStoreThatIgnoresTheConditionIsFound() throws Exception {
    try (ObjectStore store = new CarelessStore()) {
      CreateRace.Result result = new CreateRace(store).run(3);
      assertThat(result.isFair()).isFalse();
      assertThat(result.severalWinners()).isEqualTo(3);
      assertThat(result.complaint()).contains("3 had several winners");
    }
  }

  /** Overwrites and says yes, as s3rver does. */
  private static final class CarelessStore implements ObjectStore {
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();

    @Override
    public boolean createIfAbsent(String key, byte[] bytes) {
      objects.put(key, bytes);
      return true;
    }

    @Override
    public void upload(String key, Content content) throws IOException {
      throw new UnsupportedOperationException("not needed");
    }

    @Override
    public byte[] read(String key) {
      return objects.get(key);
    }

    @Override
    public List<StoredObject> list(String prefix) {
      return List.of();
    }

    @Override
    public void delete(String key) {
      objects.remove(key);
    }

    @Override
    public void close() {}
  }
}
