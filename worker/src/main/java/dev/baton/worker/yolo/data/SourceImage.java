package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * An image in which somebody looks for objects: 8-bit BGR of any size, turned as EXIF says. Its
 * memory is not Java's, so whoever has one closes it. One thread uses it.
 */
public final class SourceImage implements AutoCloseable {
  private final Mat bgr;

  /**
   * @param bgr closed with this
   */
  SourceImage(Mat bgr) {
    this.bgr = bgr;
  }

  /**
   * Reads a file.
   *
   * @throws IOException saying in a sentence about "it" why it cannot be used
   */
  public static SourceImage read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Optional<ImageFormat> format = ImageFormat.of(bytes);
    if (format.isPresent() && !format.get().isWhole(bytes)) {
      throw new IOException("its end is missing or damaged");
    }
    return ImageReader.decode(bytes)
        .map(SourceImage::new)
        .orElseThrow(() -> new IOException("it is no image that can be decoded"));
  }

  /** A copy of what has been drawn. */
  public static SourceImage of(BufferedImage drawn) {
    byte[] pixels = ((DataBufferByte) toBgr(drawn).getRaster().getDataBuffer()).getData();
    Mat mat = new Mat(drawn.getHeight(), drawn.getWidth(), CV_8UC3);
    try (BytePointer target = mat.data()) {
      target.put(pixels);
    }
    return new SourceImage(mat);
  }

  /** A part of another image is copied, too: its buffer is the whole's. */
  private static BufferedImage toBgr(BufferedImage image) {
    BufferedImage bgr =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = bgr.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    return bgr;
  }

  /** For what reads or writes pixels beside this class. */
  Mat bgr() {
    return bgr;
  }

  public int width() {
    return bgr.cols();
  }

  public int height() {
    return bgr.rows();
  }

  /** A copy to draw on. */
  public BufferedImage toBufferedImage() {
    BufferedImage image = new BufferedImage(bgr.cols(), bgr.rows(), BufferedImage.TYPE_3BYTE_BGR);
    byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int rowBytes = 3 * bgr.cols();
    for (int y = 0; y < bgr.rows(); y++) { // rows of a part of an image have gaps between them
      try (BytePointer row = bgr.ptr(y)) {
        row.get(pixels, y * rowBytes, rowBytes);
      }
    }
    return image;
  }

  /**
   * The image as a network sees it, see {@link FittedImage}.
   *
   * @param imgsz side of the square into which it is fitted, divisible by {@code stride}
   */
  public FittedImage fit(int imgsz, int stride) {
    Letterbox letterbox =
        Letterbox.fit(bgr.cols(), bgr.rows(), imgsz, imgsz, Letterbox.Enlarging.ALLOWED)
            .withLeastBorder(stride);
    try (Mat fitted = letterbox.apply(bgr)) {
      ByteBuffer pixels = ByteBuffer.allocateDirect(fitted.rows() * fitted.cols() * 3);
      Pixels.write(fitted, pixels, 0);
      return new FittedImage(pixels, fitted.cols(), fitted.rows(), bgr.cols(), bgr.rows());
    }
  }

  /**
   * The file's bytes in the format that {@code name}'s ending says.
   *
   * @throws IOException when that is no format that can be written
   */
  public byte[] encode(String name) throws IOException {
    String ending = name.substring(Math.max(0, name.lastIndexOf('.')));
    try (BytePointer encoded = new BytePointer()) {
      if (!imencode(ending, bgr, encoded)) {
        throw new IOException("OpenCV cannot write %s files".formatted(ending));
      }
      byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
      encoded.get(bytes);
      return bytes;
    } catch (RuntimeException e) { // how OpenCV's own exceptions arrive
      throw new IOException("OpenCV cannot write %s files: %s".formatted(ending, e), e);
    }
  }

  @Override
  public void close() {
    bgr.close();
  }
}
