package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageReaderTest {

  @ParameterizedTest
  @CsvSource({
    "1, 64x48",
    "2, 64x48",
    "3, 64x48",
    "4, 64x48",
    "5, 48x64",
    "6, 48x64",
    "7, 48x64",
    "8, 48x64"
  })
  void jpegsAreTurnedAsExifSays(int orientation, String size) throws IOException {
    byte[] jpeg = withOrientation(YoloFolder.encoded(".jpg", 0), orientation);
    try (Mat image = ImageReader.decode(jpeg).orElseThrow()) {
      assertThat(image.cols() + "x" + image.rows()).isEqualTo(size);
    }
  }

  @Test
  void losslessPixelsSurvive() {
    try (Mat image = ImageReader.decode(YoloFolder.encoded(".png", 3)).orElseThrow()) {
      assertThat(Vectors.crc(image)).isEqualTo("D1DAB22B");
    }
  }

  @Test
  void whatIsNoImageIsNotDecoded() {
    assertThat(ImageReader.decode(new byte[0])).isEmpty();
    assertThat(ImageReader.decode(new byte[] {1, 2, 3})).isEmpty();
  }

  @Test
  void aStripKeepsOnePixelOfItsWidth() {
    try (Mat strip = new Mat(10, 8000, CV_8UC3)) {
      ImageReader.resizeToLongSide(strip, 640, ImageReader.Shrinking.AREA);
      assertThat(strip.cols() + "x" + strip.rows()).isEqualTo("640x1");
      try (Mat bordered =
          Letterbox.fit(strip.cols(), strip.rows(), 64, 64, Letterbox.Enlarging.FORBIDDEN)
              .apply(strip)) {
        assertThat(bordered.cols() + "x" + bordered.rows()).isEqualTo("64x64");
      }
    }
  }

  /** Puts an EXIF segment with nothing but the orientation behind the start of the image. */
  private static byte[] withOrientation(byte[] jpeg, int orientation) throws IOException {
    byte[] exif = {
      (byte) 0xFF,
      (byte) 0xE1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8, // a big-endian TIFF, whose directory is at byte 8
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0, // one entry: a short
      0,
      0,
      0,
      0
    };
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    result.write(jpeg, 0, 2);
    result.write(exif);
    result.write(jpeg, 2, jpeg.length - 2);
    return result.toByteArray();
  }
}
