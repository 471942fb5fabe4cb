package dev.baton.worker.yolo.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.worker.yolo.data.DetectionDataset;
import dev.baton.worker.yolo.data.IndexedImage;
import dev.baton.worker.yolo.data.MemoryIndexes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapesDatasetTest {
  @TempDir Path folder;

  @Test
  void drawsAWholeDataSet() {
    DetectionDataset dataset = open(ShapesDataset.draw(folder.resolve("a"), 7, 12, 5, 96));
    assertThat(dataset.classNames()).containsExactly("circle", "square", "triangle");
    assertThat(dataset.train()).hasSize(12);
    assertThat(dataset.val()).hasSize(5);
    assertThat(dataset.warnings()).isEmpty();
    assertThat(dataset.train())
        .allSatisfy(
            image -> {
              assertThat(image.width()).isEqualTo(96);
              assertThat(image.annotations().count()).isBetween(1, 4);
              assertBoxesAreLarge(image);
            });
  }

  private static void assertBoxesAreLarge(IndexedImage image) {
    float[] rows = image.annotations().rows();
    for (int i = 0; i < rows.length; i += 5) {
      assertThat(rows[i + 3]).isBetween(0.17f, 0.56f);
      assertThat(rows[i + 4]).isBetween(0.17f, 0.56f);
    }
  }

  @Test
  void theSameSeedDrawsTheSameFilesAndAnotherOneOthers() {
    String digest = open(ShapesDataset.draw(folder.resolve("a"), 7, 3, 2, 64)).digest();
    assertThat(open(ShapesDataset.draw(folder.resolve("b"), 7, 3, 2, 64)).digest())
        .isEqualTo(digest);
    assertThat(open(ShapesDataset.draw(folder.resolve("c"), 8, 3, 2, 64)).digest())
        .isNotEqualTo(digest);
  }

  @Test
  void aFolderInUseIsRefused() throws IOException {
    Files.createFile(folder.resolve("mine.txt"));
    assertThatThrownBy(() -> ShapesDataset.draw(folder, 1, 1, 1, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not empty; give a new folder");
  }

  private static DetectionDataset open(Path dataYaml) {
    return DetectionDataset.open(dataYaml, Optional.empty(), new MemoryIndexes());
  }
}
