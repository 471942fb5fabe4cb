package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2HSV;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_HSV2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.baton.worker.yolo.data.ImageReader.Shrinking;
import dev.baton.worker.yolo.data.Letterbox.Enlarging;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single steps, appendices B.6 and B.8 of the specification. */
class ImageStepVectorsTest {
  private static final double[] MATRIX = {1.2, .3, -20, -.25, .9, 15, .0005, -.0004, 1};

  @ParameterizedTest
  @CsvSource({
    "0, 74FE7ED1",
    "1, 1C8EF34D",
    "2, 4BCF29FD",
    "3, D1DAB22B",
    "4, 579C09C2",
    "5, D792DC6B"
  })
  void theImagesAreThoseOfTheSpecification(int k, String crc) {
    try (Mat image = Vectors.image(k)) {
      assertThat(Vectors.crc(image)).isEqualTo(crc);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, BILINEAR, 64x45, C987EE35",
    "1, AREA, 64x45, E429BEBD",
    "2, BILINEAR, 64x64, D530C371",
    "2, AREA, 64x64, D530C371",
    "3, BILINEAR, 64x48, 66872057",
    "3, AREA, 64x48, EF22E6C3",
    "5, BILINEAR, 23x64, 302431B5",
    "5, AREA, 23x64, 78E6B0CD",
  })
  void loadingResizesTheLongerSideAndTruncatesTheShorter(
      int k, Shrinking shrinking, String size, String crc) {
    try (Mat image = Vectors.image(k)) {
      ImageReader.resizeToLongSide(image, Vectors.IMGSZ, shrinking);
      assertThat(image.rows() + "x" + image.cols()).isEqualTo(size);
      assertThat(Vectors.crc(image)).isEqualTo(crc);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "71, BILINEAR, 71x53, A328A36A",
    "48, AREA, 48x36, 90B7EEEF",
    "71, AREA, 71x53, 6E341F3A",
  })
  void interpolationGivesTheReferencesPixelsAtOtherSizes(
      int longSidePx, Shrinking shrinking, String size, String crc) {
    try (Mat image = Vectors.image(3)) {
      ImageReader.resizeToLongSide(image, longSidePx, shrinking);
      assertThat(image.rows() + "x" + image.cols()).isEqualTo(size);
      assertThat(Vectors.crc(image)).isEqualTo(crc);
    }
  }

  @Test
  void letterboxEnlargesToTheReferencesPixels() {
    try (Mat image = Vectors.image(3);
        Mat boxed = Letterbox.fit(72, 96, 100, 133, Enlarging.ALLOWED).apply(image)) {
      assertThat(boxed.rows() + "x" + boxed.cols()).isEqualTo("133x100");
      assertThat(Vectors.crc(boxed)).isEqualTo("733BA949");
    }
  }

  @Test
  void letterboxOfATallImageHasGreyLeftAndRight() {
    try (Mat image = Vectors.image(1)) {
      Letterbox letterbox = Letterbox.fit(50, 70, 64, 64, Enlarging.FORBIDDEN);
      try (Mat boxed = letterbox.apply(image)) {
        assertThat(letterbox.padX()).isEqualTo(9);
        assertThat(letterbox.padY()).isEqualTo(0);
        assertThat(Vectors.crc(boxed)).isEqualTo("A8F7DC5A");
      }
    }
  }

  @Test
  void letterboxMayEnlarge() {
    try (Mat image = Vectors.image(2)) {
      Letterbox letterbox = Letterbox.fit(30, 30, 64, 96, Enlarging.ALLOWED);
      try (Mat boxed = letterbox.apply(image)) {
        assertThat(letterbox.padX()).isEqualTo(0);
        assertThat(letterbox.padY()).isEqualTo(16);
        assertThat(Vectors.crc(boxed)).isEqualTo("2671DA90");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "640, 426, FORBIDDEN, 0, 107, 1",
    "481, 640, FORBIDDEN, 79.5, 0, 1",
    "333, 333, FORBIDDEN, 153.5, 153.5, 1",
    "640, 425, FORBIDDEN, 0, 107.5, 1",
  })
  void letterboxTo640CentresTheImage(
      int width, int height, Enlarging enlarging, double padX, double padY, double ratio) {
    Letterbox letterbox = Letterbox.fit(width, height, 640, 640, enlarging);
    assertThat(letterbox.padX()).isEqualTo(padX);
    assertThat(letterbox.padY()).isEqualTo(padY);
    assertThat(letterbox.ratio()).isEqualTo(ratio);
  }

  /**
   * The reference's "auto", which only its detect script uses, makes the border as narrow as the
   * strides permit. That is the rectangle of a batch that has one image and no extra strides.
   */
  @ParameterizedTest
  @CsvSource({
    "640, 426, 448, 640, 0, 11, 1",
    "481, 640, 640, 512, 15.5, 0, 1",
    "333, 333, 640, 640, 0, 0, 1.921922",
    "640, 425, 448, 640, 0, 11.5, 1",
  })
  void oneImageGetsTheSmallestRectangleOfStrides(
      int width,
      int height,
      int batchHeight,
      int batchWidth,
      double padX,
      double padY,
      double ratio) {
    IndexedImage image =
        new IndexedImage("a.jpg", 1, "aa", Optional.empty(), width, height, Annotations.NONE);

    BatchShape shape = BatchShape.of(List.of(image), 640, 0);
    Letterbox letterbox =
        Letterbox.fit(width, height, shape.width(), shape.height(), Enlarging.ALLOWED);

    assertThat(shape).isEqualTo(new BatchShape(batchHeight, batchWidth));
    assertThat(letterbox.padX()).isEqualTo(padX);
    assertThat(letterbox.padY()).isEqualTo(padY);
    assertThat(letterbox.ratio()).isCloseTo(ratio, within(5e-7));
  }

  @ParameterizedTest
  @CsvSource({"false, 23A05A2A", "true, FF2E63AA"})
  void warpsAreTheReferences(boolean hasPerspective, String crc) {
    try (Mat image = Vectors.image(3);
        Mat warped = RandomPerspective.warp(image, MATRIX, 80, 80, hasPerspective)) {
      assertThat(Vectors.crc(warped)).isEqualTo(crc);
    }
  }

  @Test
  void colourConversionsAreTheReferences() {
    try (Mat bgr = Vectors.image(3);
        Mat hsv = new Mat();
        Mat back = new Mat()) {
      cvtColor(bgr, hsv, COLOR_BGR2HSV);
      cvtColor(hsv, back, COLOR_HSV2BGR);
      assertThat(Vectors.bytes(hsv))
          .startsWith((byte) 124, (byte) 117, (byte) 210, (byte) 38, (byte) 190, (byte) 125);
      assertThat(Vectors.crc(hsv)).isEqualTo("AF55BF1C");
      assertThat(Vectors.crc(back)).isEqualTo("1ED2B9FC");
    }
  }

  @Test
  void jitterMultipliesAndTruncatesAndTurnsTheHue() {
    byte[] table = new HsvJitter(1.01, 1.5, 0.7).table();
    assertThat(table[179 * 3]).isEqualTo((byte) 0);
    assertThat(table[178 * 3]).isEqualTo((byte) 179);
    assertThat(table[171 * 3 + 1]).isEqualTo((byte) 255);
    assertThat(table[255 * 3 + 2]).isEqualTo((byte) 178);
  }
}
