package dev.baton.worker.yolo.data;

import dev.baton.worker.yolo.data.ImageReader.Shrinking;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** A small version of an image, to look at. */
public final class Thumbnail {
  private Thumbnail() {}

  /**
   * Reads an image, turned as training sees it.
   *
   * @param longSidePx its longer side
   * @return nothing when it cannot be decoded any more
   */
  public static Optional<BufferedImage> read(Path file, int longSidePx) throws IOException {
    Optional<Mat> decoded = ImageReader.decode(Files.readAllBytes(file));
    if (decoded.isEmpty()) {
      return Optional.empty();
    }
    try (Mat image = decoded.get()) {
      ImageReader.resizeToLongSide(image, longSidePx, Shrinking.AREA);
      BufferedImage small =
          new BufferedImage(image.cols(), image.rows(), BufferedImage.TYPE_3BYTE_BGR);
      try (BytePointer pixels = image.data()) {
        pixels.get(((DataBufferByte) small.getRaster().getDataBuffer()).getData());
      }
      return Optional.of(small);
    }
  }
}
