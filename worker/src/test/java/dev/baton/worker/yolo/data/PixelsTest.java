package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.worker.yolo.data.Letterbox.Enlarging;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

/** Checksums of the second implementation of appendix B.8 of the specification. */
class PixelsTest {
  private static final int SIDE = Vectors.IMGSZ;

  @Test
  void aDoubledImageIsTruncatedAsInTheReference() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4 * SIDE * SIDE * 3);
    try (Mat image = letterboxed(0)) {
      Pixels.writeDoubled(image, buffer, 0);
    }
    assertThat(crc(buffer)).isEqualTo("437FED84");
  }

  @Test
  void tilesFollowDownwardsFirst() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4 * SIDE * SIDE * 3);
    List<Mat> four = IntStream.range(0, 4).mapToObj(PixelsTest::letterboxed).toList();
    Pixels.writeTiled(four, buffer, 0);
    four.forEach(Mat::close);
    assertThat(crc(buffer)).isEqualTo("BB13581C");
  }

  private static Mat letterboxed(int k) {
    try (Mat image = Vectors.image(k)) {
      ImageReader.resizeToLongSide(image, SIDE, ImageReader.Shrinking.BILINEAR);
      return Letterbox.fit(image.cols(), image.rows(), SIDE, SIDE, Enlarging.ALLOWED).apply(image);
    }
  }

  private static String crc(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return Vectors.crc(Vectors.planes(bytes));
  }
}
