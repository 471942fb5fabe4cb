package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import java.util.List;
import java.util.Map;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

/** Boxes of the specification's appendix B.5. */
class RandomPerspectiveTest {
  private static final float[] TWO_BOXES = {0, 300, 300, 700, 800, 1, 600, 900, 640, 960};

  @Test
  void scaleAndTranslation() {
    assertThat(transform(1280, TWO_BOXES, List.of(), 0, Map.of("scale", 0.9)))
        .containsExactly(
            new float[] {
              0, 163.86917f, 102.36698f, 390.28923f, 385.39205f,
              1, 333.68421f, 441.99707f, 356.32622f, 475.96008f
            },
            within(1e-4f));
  }

  @Test
  void rotationShearAndPerspectiveLeaveOneBox() {
    Map<String, Double> hyp =
        Map.of("degrees", 10.0, "scale", 0.5, "shear", 5.0, "perspective", 0.0005);
    assertThat(transform(1280, TWO_BOXES, List.of(), 3, hyp))
        .containsExactly(new float[] {0, 0, 0, 335.10339f, 539.75530f}, within(1e-4f));
  }

  @Test
  void boxesOfPolygonsAreHullsOfThePointsInside() {
    float[] rows = {0, 10, 10, 30, 40, 1, 60, 50, 90, 95};
    List<float[]> polygons =
        List.of(
            new float[] {10, 10, 30, 10, 30, 40, 10, 40},
            new float[] {60, 50, 90, 50, 90, 95, 60, 95});
    assertThat(transform(128, rows, polygons, 1, Map.of("scale", 0.5)))
        .containsExactly(
            new float[] {
              0, 0.0144358f, 0.0237492f, 8.2680435f, 17.5740032f,
              1, 30.9201145f, 25.1246929f, 53.5721855f, 59.1027985f
            },
            within(1e-5f));
  }

  @Test
  void withoutVariationNothingChanges() {
    try (Mat image = Vectors.image(4)) {
      String before = Vectors.crc(image);
      Draws draws = new ReferenceDraws(0);
      float[] rows = {1, 10, 12, 30, 40};
      try (Sample sample =
          RandomPerspective.draw(Augmentation.none(), draws)
              .apply(
                  new Sample(new Mat(image), new PixelBoxes(rows, List.of())),
                  0,
                  Augmentation.none())) {
        assertThat(Vectors.crc(sample.image())).isEqualTo(before);
        assertThat(sample.boxes().rows()).containsExactly(rows);
      }
    }
  }

  @Test
  void copyPasteAddsMirroredObjects() {
    float[] rows = {0, 10, 10, 30, 40, 1, 60, 50, 90, 95};
    List<float[]> polygons =
        List.of(
            new float[] {10, 10, 30, 10, 30, 40, 10, 40},
            new float[] {60, 50, 90, 50, 90, 95, 60, 95});
    try (Mat image = grey(100);
        Sample pasted =
            CopyPaste.apply(
                new Sample(image, new PixelBoxes(rows, polygons)), 0.5, new ReferenceDraws(0))) {
      assertThat(pasted.boxes().rows()).hasSize(15).endsWith(1, 10, 50, 40, 95);
      assertThat(pasted.boxes().polygons().get(2)).containsExactly(40, 50, 10, 50, 10, 95, 40, 95);
    }
  }

  private static float[] transform(
      int canvas, float[] rows, List<float[]> polygons, int seed, Map<String, Double> hyp) {
    Augmentation augmentation = Augmentation.none().with(Map.of("translate", 0.1)).with(hyp);
    try (Sample result =
        RandomPerspective.draw(augmentation, new ReferenceDraws(seed))
            .apply(
                new Sample(grey(canvas), new PixelBoxes(rows, polygons)),
                -canvas / 4,
                augmentation)) {
      assertThat(result.image().cols()).isEqualTo(canvas / 2);
      return result.boxes().rows();
    }
  }

  private static Mat grey(int side) {
    try (Scalar grey = Scalar.all(50)) {
      return new Mat(side, side, CV_8UC3, grey);
    }
  }
}
