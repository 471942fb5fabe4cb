package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Batches of other kinds than squares in shuffled order. Checksums of quads and of rectangular
 * batches come from the second implementation of appendix B.8 of the specification.
 */
class TrainingBatchesTest {
  private static final Augmentation HYP = Augmentation.scratchHigh().withoutMosaicFrom(2);
  private static final Augmentation NONE = Augmentation.none();
  private static final int IMGSZ = Vectors.IMGSZ;

  @TempDir Path temporary;
  private DetectionDataset dataset;

  private enum Kind {
    RECT(new Batching(IMGSZ, 4, 1, true, false, false, false)),
    QUAD(new Batching(IMGSZ, 4, 1, false, true, false, false)),
    WEIGHTED(new Batching(IMGSZ, 4, 1, true, false, true, false)),
    MULTI_SCALE(new Batching(IMGSZ, 4, 1, false, false, false, true)),
    ALL(new Batching(IMGSZ, 4, 1, true, true, true, true));

    private final Batching batching;

    Kind(Batching batching) {
      this.batching = batching;
    }
  }

  @BeforeEach
  void openVectors() throws IOException {
    YoloFolder folder = YoloFolder.ofVectors(temporary, Vectors::boxLabels);
    dataset = DetectionDataset.open(folder.dataYaml(), Optional.empty(), new MemoryIndexes());
  }

  @ParameterizedTest
  @EnumSource
  void neitherThreadsNorASeekChangeABatch(Kind kind) {
    List<String> unbroken = new ArrayList<>();
    try (TrainingLoader loader = new TrainingLoader(dataset, HYP, kind.batching, 0)) {
      int perEpoch = loader.batchesPerEpoch();
      for (int epoch = 0; epoch < 3; epoch++) {
        loader.weigh(classMaps(epoch));
        for (int step = 0; step < perEpoch; step++) {
          unbroken.add(describe(loader.next()));
        }
      }
    }
    for (int start = 0; start < unbroken.size(); start++) {
      try (TrainingLoader loader = new TrainingLoader(dataset, HYP, kind.batching, 2)) {
        int perEpoch = loader.batchesPerEpoch();
        loader.weigh(classMaps(start / perEpoch));
        loader.seek(start / perEpoch, start % perEpoch);
        for (int number = start; number < unbroken.size(); number++) {
          if (number % perEpoch == 0) {
            loader.weigh(classMaps(number / perEpoch));
          }
          assertThat(describe(loader.next())).isEqualTo(unbroken.get(number));
        }
      }
    }
  }

  private static double[] classMaps(int epoch) {
    return new double[] {0.1 * epoch, 0.3 * epoch, 0};
  }

  private static String describe(Batch batch) {
    byte[] bytes = new byte[batch.imagesNhwc().limit()];
    batch.imagesNhwc().get(0, bytes);
    return "%dx%dx%d %dx%d %s %s"
        .formatted(
            batch.size(),
            batch.height(),
            batch.width(),
            batch.networkHeight(),
            batch.networkWidth(),
            Vectors.crc(bytes),
            Arrays.toString(batch.targets()));
  }

  @Test
  void rectangularBatchesAreTheReferencesAndComeInAFixedOrder() {
    Batching batching = new Batching(128, 2, 1, true, false, false, false);
    try (TrainingLoader loader = new TrainingLoader(dataset, NONE, batching, 0)) {
      assertThat(shapesOfAnEpoch(loader)).containsExactly("96x128", "128x128", "128x96");
      assertThat(shapesOfAnEpoch(loader)).containsExactly("96x128", "128x128", "128x96");
      loader.seek(0, 0);
      assertThat(images(loader.next())).containsExactly("32F88301", "B72B6DE8");
      loader.next();
      Batch last = loader.next();
      assertThat(images(last)).containsExactly("CE002D02", "2B60BE71");
      assertThat(last.targets())
          .startsWith(new float[] {0, 0, .5f, .5f, .6f, .5f}, within(1e-6f))
          .hasSize(4 * 6);
      assertThat(loader.paths(0, 2)).containsExactly("images/train/3.png", "images/train/1.png");
    }
  }

  private static List<String> shapesOfAnEpoch(TrainingLoader loader) {
    List<String> shapes = new ArrayList<>();
    for (int step = 0; step < loader.batchesPerEpoch(); step++) {
      Batch batch = loader.next();
      shapes.add(batch.height() + "x" + batch.width());
    }
    return shapes;
  }

  @Test
  void rectangularBatchesNeverHaveMosaics() {
    Batching rect = new Batching(IMGSZ, 2, 1, true, false, false, false);
    Augmentation mosaicsOnly = NONE.with(Map.of("mosaic", 1.0));
    try (TrainingLoader with = new TrainingLoader(dataset, mosaicsOnly, rect, 0);
        TrainingLoader without = new TrainingLoader(dataset, NONE, rect, 0)) {
      assertThat(describe(with.next())).isEqualTo(describe(without.next()));
    }
  }

  @Test
  void aQuadIsOneImageDoubledOrFourTiled() {
    try (TrainingLoader loader =
        new TrainingLoader(
            dataset, NONE, new Batching(IMGSZ, 4, 1, false, true, false, false), 0)) {
      assertThat(loader.batchesPerEpoch())
          .as("the two images that are left are no quad")
          .isEqualTo(1);
      Set<Integer> objects = new HashSet<>();
      for (int epoch = 0; epoch < 20; epoch++) {
        Batch batch = loader.next();
        assertThat(batch.size()).isEqualTo(1);
        assertThat(batch.samples()).isEqualTo(4);
        assertThat(batch.height()).isEqualTo(2 * IMGSZ);
        assertThat(batch.networkWidth()).isEqualTo(2 * IMGSZ);
        assertThat(batch.imagesNhwc().limit()).isEqualTo(4 * IMGSZ * IMGSZ * 3);
        objects.add(batch.targets().length / 6);
      }
      assertThat(objects).as("of one image or of four, one of which may have none").contains(2, 8);
    }
  }

  @Test
  void aDataSetOrBatchWithoutAQuadIsRefused() {
    Batching batching = new Batching(IMGSZ, 3, 1, false, true, false, false);
    assertThatThrownBy(() -> new TrainingLoader(dataset, NONE, batching, 0))
        .hasMessageContaining("Field quad")
        .hasMessageContaining("batch is 3");
  }

  @Test
  void weightedEpochsShowTheImagesOfBadlyDetectedClasses() {
    Batching batching = new Batching(IMGSZ, 6, 1, false, false, true, false);
    try (TrainingLoader loader = new TrainingLoader(dataset, HYP, batching, 0)) {
      loader.weigh(new double[] {1, 1, 0});
      for (int epoch = 0; epoch < 10; epoch++) {
        // Class 2 is on images 1, 2, 5 (and 4 has no objects).
        assertThat(loader.paths(epoch, 0))
            .hasSize(6)
            .allMatch(path -> path.matches("images/train/[125].png"));
      }
      loader.weigh(new double[] {1, 1, 1});
      assertThat(loader.paths(3, 0))
          .as("all alike when nothing is left to learn")
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void theNetworkSeesBatchesAtHalfToOneAndAHalf() {
    Batching batching = new Batching(128, 6, 3, false, false, false, true);
    try (TrainingLoader loader = new TrainingLoader(dataset, NONE, batching, 0)) {
      Set<Integer> sides = new HashSet<>();
      for (int epoch = 0; epoch < 60; epoch++) {
        Batch batch = loader.next();
        assertThat(batch.height()).isEqualTo(128);
        assertThat(batch.networkHeight()).isEqualTo(batch.networkWidth());
        sides.add(batch.networkHeight());
      }
      assertThat(sides).containsExactlyInAnyOrder(64, 96, 128, 160, 192);
    }
  }

  @Test
  void bothSidesAreRoundedUpToStrides() {
    assertThat(new BatchShape(480, 640).scaledTo(320)).isEqualTo(new BatchShape(256, 320));
    assertThat(new BatchShape(480, 640).scaledTo(640)).isEqualTo(new BatchShape(480, 640));
    assertThat(new BatchShape(480, 640).scaledTo(960)).isEqualTo(new BatchShape(736, 960));
  }

  private static List<String> images(Batch batch) {
    byte[] image = new byte[batch.height() * batch.width() * 3];
    return IntStream.range(0, batch.size())
        .mapToObj(
            i -> {
              batch.imagesNhwc().get(i * image.length, image);
              return Vectors.crc(Vectors.planes(image));
            })
        .toList();
  }
}
