package dev.baton.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobPicturesTest {
  @TempDir Path folder;

  @Test
  void aPictureThatIsDrawnAgainReplacesTheOther() throws Exception {
    JobPictures pictures = new JobPictures(new DirectoryObjectStore(folder), "exp1");
    pictures.put("results.png", new byte[] {1});
    pictures.put("results.png", new byte[] {2});
    assertThat(pictures.names()).containsExactly("results.png");
    assertThat(pictures.load("results.png")).containsExactly(2);
  }

  @Test
  void namesAreThoseOfPlainFiles() throws Exception {
    ObjectStore store = new DirectoryObjectStore(folder);
    JobPictures pictures = new JobPictures(store, "exp1");
    store.upload("jobs/exp1/plots/a/b.png", Content.of(new byte[1]));
    store.upload("jobs/exp1/plots/.hidden.png", Content.of(new byte[1]));
    assertThat(pictures.names()).isEmpty();
    assertThatThrownBy(() -> pictures.put("../weights.png", new byte[1]))
        .hasMessageContaining("../weights.png");
  }
}
