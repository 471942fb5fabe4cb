package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredDataIndexesTest {
  private static final String DIGEST = "d".repeat(64);

  @TempDir Path folder;

  @Test
  void anIndexThatIsSavedAgainTakesThePlaceOfTheDamagedOne() {
    ObjectStore store = new DirectoryObjectStore(folder);
    DataIndexes indexes = new StoredDataIndexes(store);
    assertThat(indexes.find(DIGEST)).isEmpty();
    indexes.save(DIGEST, new byte[] {1, 2});
    indexes.save(DIGEST, new byte[] {3});
    assertThat(new StoredDataIndexes(store).find(DIGEST)).contains(new byte[] {3});
  }
}
