package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.worker.attempt.TrainerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingLoaderTest {
  private static final Augmentation AUGMENTATION = Augmentation.scratchHigh().withoutMosaicFrom(2);
  private static final int BATCH = 4;
  private static final int EPOCHS = 4;

  @TempDir Path temporary;
  private YoloFolder folder;
  private DetectionDataset dataset;

  @BeforeEach
  void openVectors() throws IOException {
    folder = YoloFolder.ofVectors(temporary, Vectors::polygonLabels);
    dataset = DetectionDataset.open(folder.dataYaml(), Optional.empty(), new MemoryIndexes());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void threadsChangeNoPixelAndNoTarget(int threads) {
    try (TrainingLoader alone = loader(0);
        TrainingLoader ahead = loader(threads)) {
      assertThat(read(ahead, EPOCHS * 2)).isEqualTo(read(alone, EPOCHS * 2));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void afterASeekTheBatchesAreThoseOfAnUnbrokenRun(int threads) {
    List<String> unbroken;
    try (TrainingLoader loader = loader(threads)) {
      unbroken = read(loader, EPOCHS * 2);
    }
    try (TrainingLoader loader = loader(threads)) {
      for (int start : new int[] {5, 0, 3, 7, 2}) {
        loader.seek(start / 2, start % 2);
        assertThat(read(loader, 1)).containsExactly(unbroken.get(start));
      }
      loader.seek(0, 2); // the end of an epoch is the start of the next
      assertThat(read(loader, 1)).containsExactly(unbroken.get(2));
    }
  }

  @Test
  void everyEpochIsAnotherAndSoIsEverySeed() {
    try (TrainingLoader loader = loader(0);
        TrainingLoader other =
            new TrainingLoader(dataset, AUGMENTATION, Batching.square(64, BATCH, 2), 0)) {
      Set<String> batches = new HashSet<>(read(loader, EPOCHS * 2));
      batches.addAll(read(other, EPOCHS * 2));
      assertThat(batches).hasSize(2 * EPOCHS * 2);
    }
  }

  @Test
  void anEpochShowsEveryImageOnceAndItsLastBatchMayBeSmaller() {
    try (TrainingLoader loader =
        new TrainingLoader(dataset, Augmentation.none(), Batching.square(64, BATCH, 1), 0)) {
      assertThat(loader.batchesPerEpoch()).isEqualTo(2);
      Batch first = loader.next();
      assertThat(first.size()).isEqualTo(4);
      assertThat(first.imagesNhwc().limit()).isEqualTo(4 * 64 * 64 * 3);
      assertThat(first.imagesNhwc().isDirect()).isTrue();
      List<String> images = images(first);
      Batch second = loader.next();
      assertThat(second.size()).isEqualTo(2);
      assertThat(second.imagesNhwc().limit()).isEqualTo(2 * 64 * 64 * 3);
      images.addAll(images(second));
      assertThat(images).doesNotHaveDuplicates().hasSize(6);
    }
  }

  @Test
  void withoutVariationTheImageIsItsLetterboxInRgb() throws IOException {
    folder.write("one.txt", "./images/train/1.png\n");
    folder.write("data.yaml", "train: one.txt\nval: images/val\nnames: [a, b, c]\n");
    DetectionDataset one =
        DetectionDataset.open(folder.dataYaml(), Optional.empty(), new MemoryIndexes());
    Augmentation none = Augmentation.none();
    try (TrainingLoader loader = new TrainingLoader(one, none, Batching.square(64, 8, 1), 0)) {
      Batch batch = loader.next();
      byte[] rgb = new byte[64 * 64 * 3];
      batch.imagesNhwc().get(0, rgb);
      assertThat(rgb).startsWith((byte) 114, (byte) 114, (byte) 114);
      // 45 of 64 columns: half the border is 9.5, rounded down at the left.
      assertThat(batch.targets()).startsWith(0, 1).hasSize(12);
      assertThat(batch.targets()[2]).isCloseTo((9.5f + 0.5f * 45) / 64, within(1e-4f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aChangedFileStopsTheLoadingEachTime(int threads) throws IOException {
    Files.writeString(folder.path("images/train/3.png"), "changed");
    try (TrainingLoader loader = loader(threads)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> read(loader, 2))
            .isInstanceOf(TrainerException.class)
            .hasMessageContaining("changed since the job began:")
            .hasMessageContaining("3.png");
      }
    }
  }

  @Test
  void closingEndsTheThreads() {
    TrainingLoader loader = loader(2);
    loader.next();
    assertThat(loaderThreads()).isNotEmpty();
    loader.close();
    loader.close();
    assertThat(loaderThreads()).isEmpty();
  }

  private static List<String> loaderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("yolo-loader-"))
        .toList();
  }

  private TrainingLoader loader(int threads) {
    return new TrainingLoader(
        dataset, AUGMENTATION, Batching.square(Vectors.IMGSZ, BATCH, 1), threads);
  }

  /** Checksum of pixels and targets of the next batches. */
  private static List<String> read(TrainingLoader loader, int batches) {
    List<String> read = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      Batch batch = loader.next();
      ByteBuffer targets = ByteBuffer.allocate(batch.targets().length * Float.BYTES);
      targets.asFloatBuffer().put(batch.targets());
      read.add(String.join(" ", images(batch)) + " " + Vectors.crc(targets.array()));
    }
    return read;
  }

  private static List<String> images(Batch batch) {
    List<String> checksums = new ArrayList<>();
    byte[] image = new byte[batch.height() * batch.width() * 3];
    for (int i = 0; i < batch.size(); i++) {
      batch.imagesNhwc().get(i * image.length, image);
      checksums.add(Vectors.crc(image));
    }
    return checksums;
  }
}
