package dev.baton.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredJobTest {
  @TempDir Path folder;
  private ObjectStore store;

  @BeforeEach
  void fill() throws Exception {
    store = new DirectoryObjectStore(folder);
    for (String key :
        List.of(
            "jobs/exp1/log/0000000000.json",
            "jobs/exp1/log/0000000001.json",
            "jobs/exp1/data/a/1-0/ema.safetensors",
            "jobs/exp1/plots/results.png",
            "jobs/exp10/log/0000000000.json")) {
      store.upload(key, Content.of(new byte[10]));
    }
  }

  @Test
  void deletesTheLogFromItsEndBeforeTheData() throws Exception {
    List<String> deleted = new ArrayList<>();
    StoredJob.list(store, "exp1").delete(recording(deleted));
    assertThat(deleted)
        .startsWith("jobs/exp1/log/0000000001.json", "jobs/exp1/log/0000000000.json")
        .contains("jobs/exp1/data/a/1-0/ema.safetensors", "jobs/exp1/plots/results.png")
        .hasSize(4);
  }

  @Test
  void leavesJobsWhoseNamesOnlyBeginTheSame() throws Exception {
    StoredJob stored = StoredJob.list(store, "exp1");
    assertThat(stored.objects()).isEqualTo(4);
    assertThat(stored.sizeBytes()).isEqualTo(40);
    stored.delete(store);
    assertThat(StoredJob.list(store, "exp1").isEmpty()).isTrue();
    assertThat(StoredJob.list(store, "exp10").objects()).isEqualTo(1);
  }

  private ObjectStore recording(List<String> deleted) {
    return new ObjectStore() {
      @Override
      public boolean createIfAbsent(String key, byte[] bytes) {
        throw new AssertionError("nothing is created");
      }

      @Override
      public void upload(String key, Content content) {
        throw new AssertionError("nothing is uploaded");
      }

      @Override
      public byte[] read(String key) {
        throw new AssertionError("nothing is read");
      }

      @Override
      public List<StoredObject> list(String prefix) {
        throw new AssertionError("nothing is listed");
      }

      @Override
      public void delete(String key) {
        deleted.add(key);
      }

      @Override
      public void close() {}
    };
  }
}
