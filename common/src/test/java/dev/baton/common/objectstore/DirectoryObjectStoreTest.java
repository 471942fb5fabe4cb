package dev.baton.common.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectStoreTest extends ObjectStoreContract {
  @TempDir Path folder;

  @Override
  protected ObjectStore open() {
    return new DirectoryObjectStore(folder);
  }

  @Test
  void listsWhatIsThereWhileOthersWriteAndDelete() throws Exception {
    ObjectStore store = open();
    store.createIfAbsent("a/stays", new byte[1]);
    AtomicBoolean isOver = new AtomicBoolean();
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<?> writing =
          other.submit(
              () -> {
                while (!isOver.get()) {
                  store.createIfAbsent("a/goes", new byte[1]);
                  store.delete("a/goes");
                }
                return null;
              });
      try {
        for (int i = 0; i < 1000; i++) {
          assertThat(store.list("a/")).contains(new StoredObject("a/stays", 1));
        }
      } finally {
        isOver.set(true);
      }
      writing.get();
    }
  }

  @Test
  void leavesNothingOfAnUploadThatFails() throws Exception {
    Content broken =
        new Content() {
          @Override
          public long sizeBytes() {
            return 1;
          }

          @Override
          public InputStream open() throws IOException {
            throw new IOException("broken");
          }
        };
    assertThatThrownBy(() -> open().upload("a/b", broken)).hasMessage("broken");
    try (Stream<Path> files = Files.list(folder.resolve("a"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void refusesKeysThatLeadOutOfItsFolder() {
    assertThatThrownBy(() -> open().read("../secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leads out");
  }
}
