package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.worker.attempt.TrainerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rectangular batches of the specification's appendix B.8. */
class ValidationLoaderTest {
  @TempDir Path temporary;

  @Test
  void batchesAreTheReferences() throws IOException {
    List<String> shapes = new ArrayList<>();
    List<String> images = new ArrayList<>();
    try (ValidationLoader loader = loader()) {
      for (int k = 0; k < loader.batches(); k++) {
        Batch batch = loader.load(k).batch();
        shapes.add(batch.height() + "x" + batch.width());
        byte[] image = new byte[batch.height() * batch.width() * 3];
        for (int i = 0; i < batch.size(); i++) {
          batch.imagesNhwc().get(i * image.length, image);
          images.add(Vectors.crc(Vectors.planes(image)));
        }
      }
    }
    assertThat(shapes).containsExactly("64x96", "96x96", "96x64");
    // Images 2 and 4 have equal proportions; the reference's order of these is not defined.
    assertThat(images)
        .containsExactly("EFD490F6", "10C35B2A", "1A8A2B97", "2169B264", "82C5A4DC", "706295A0");
  }

  @Test
  void placementsLeadBackToTheOriginalImage() throws IOException {
    try (ValidationLoader loader = loader()) {
      ValidationBatch first = loader.load(0);
      Placement image5 = first.placements().getFirst();
      assertThat(image5.image().path()).endsWith("5.png");
      assertThat(image5.gain()).isCloseTo(.6216216, within(1e-6));
      assertThat(image5.padX()).isEqualTo(16);
      assertThat(image5.padY()).isEqualTo(20.5);
      assertThat(image5.toOriginal(20, 24, 70, 40))
          .containsExactly(new float[] {6.434783f, 5.630435f, 86.86957f, 31.36957f}, within(1e-5f));
      assertThat(first.batch().targets())
          .startsWith(new float[] {0, 2, .5f, .5f, .4f, .1796875f}, within(1e-6f));
    }
  }

  @Test
  void anImageOfItsOwnSizeIsOnlyShifted() {
    IndexedImage image = new IndexedImage("a", 0, "", Optional.empty(), 640, 425, Annotations.NONE);
    assertThat(
            new Placement(image, 1, 0, 11.5, new float[0])
                .toOriginal(100.25f, 50.5f, 500.75f, 300.125f))
        .containsExactly(100.25f, 39f, 500.75f, 288.625f);
  }

  @Test
  void groundTruthIsInPixelsOfTheOriginalImage() throws IOException {
    try (ValidationLoader loader = loader()) {
      ValidationBatch last = loader.load(2);
      Placement image1 = last.placements().getLast();
      assertThat(image1.image().path()).endsWith("1.png");
      assertThat(image1.gain()).isCloseTo(.9142857, within(1e-6));
      assertThat(Arrays.copyOfRange(last.batch().targets(), 2 * 6, 3 * 6))
          .containsExactly(new float[] {1, 1, .5f, .5f, .421875f, .3333333f}, within(1e-6f));
      assertThat(image1.padX()).isEqualTo(9.5);
      assertThat(image1.padY()).isEqualTo(16);
      // Centre .5 .5, size .6 × .5 of 50×70 px; x is a little off, since its gain differs.
      assertThat(image1.groundTruth())
          .startsWith(new float[] {1, 9.84f, 17.5f, 39.375f, 52.5f}, within(0.02f));
    }
  }

  @Test
  void readingTwiceGivesTheSame() throws IOException {
    try (ValidationLoader loader = loader()) {
      byte[] once = bytes(loader.load(1).batch());
      loader.load(0);
      assertThat(bytes(loader.load(1).batch())).isEqualTo(once);
    }
  }

  @Test
  void shapesFollowTheProportionsOfTheBatch() {
    assertThat(BatchShape.of(List.of(ofAspect(.5), ofAspect(.75)), 640, 0.5))
        .isEqualTo(new BatchShape(512, 672));
    assertThat(BatchShape.of(List.of(ofAspect(.75), ofAspect(1)), 640, 0.5))
        .isEqualTo(new BatchShape(672, 672));
    assertThat(BatchShape.of(List.of(ofAspect(1.2), ofAspect(1.5)), 640, 0.5))
        .isEqualTo(new BatchShape(672, 576));
  }

  @Test
  void trainingHasNoExtraStrides() {
    assertThat(BatchShape.of(List.of(ofAspect(.5), ofAspect(.75)), 640, 0))
        .isEqualTo(new BatchShape(480, 640));
    assertThat(BatchShape.of(List.of(ofAspect(.75), ofAspect(1)), 640, 0))
        .isEqualTo(new BatchShape(640, 640));
    assertThat(BatchShape.of(List.of(ofAspect(1.2), ofAspect(1.5)), 640, 0))
        .isEqualTo(new BatchShape(640, 544));
  }

  /** Before the first epoch, and not when it has been trained. */
  @Test
  void aBatchThatNoBufferTakesIsRefusedAtOnce() throws IOException {
    DetectionDataset dataset = dataset();
    int side = 32_768;
    assertThatThrownBy(() -> new ValidationLoader(dataset, side, 2))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("Field batch: 2 images of")
        .hasMessageContaining("lower batch or imgsz");
    Batching batching = Batching.square(side, 1, 0);
    assertThatThrownBy(() -> new TrainingLoader(dataset, Augmentation.none(), batching, 0))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("Field batch: 1 images of 32768×32768 px take 3072 MB");
  }

  private static IndexedImage ofAspect(double heightPerWidth) {
    int height = (int) (1000 * heightPerWidth);
    return new IndexedImage("a", 0, "", Optional.empty(), 1000, height, Annotations.NONE);
  }

  private ValidationLoader loader() throws IOException {
    return new ValidationLoader(dataset(), Vectors.IMGSZ, 2);
  }

  private DetectionDataset dataset() throws IOException {
    YoloFolder folder = YoloFolder.ofVectors(temporary, Vectors::boxLabels);
    return DetectionDataset.open(folder.dataYaml(), Optional.empty(), new MemoryIndexes());
  }

  private static byte[] bytes(Batch batch) {
    byte[] bytes = new byte[batch.imagesNhwc().remaining()];
    batch.imagesNhwc().get(0, bytes);
    return bytes;
  }
}
