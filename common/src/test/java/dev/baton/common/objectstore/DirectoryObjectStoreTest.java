package dev.baton.common.objectstore;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectStoreTest extends ObjectStoreContract {
  @TempDir Path folder;

  @Override
  protected ObjectStore open() {
    return new DirectoryObjectStore(folder);
  }

  @Test
  void refusesKeysThatLeadOutOfItsFolder() {
    assertThatThrownBy(() -> open().read("../secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leads out");
  }
}
