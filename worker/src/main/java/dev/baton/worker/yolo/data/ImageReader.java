package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.setNumThreads;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * From a file's bytes to pixels: 8-bit BGR, turned as EXIF says. Whoever gets a {@link Mat} from
 * here closes it.
 */
public final class ImageReader {
  static {
    // Else JavaCPP refuses to allocate once the process, whose memory is mostly the network's, has
    // four times the size of the Java heap.
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    // Loader threads work on images of their own; threads inside OpenCV would only compete.
    setNumThreads(1);
  }

  /** How an image is made smaller. */
  enum Shrinking {
    /** In training. */
    BILINEAR(INTER_LINEAR),
    /** In validation: the mean over the area that becomes a pixel. */
    AREA(INTER_AREA);

    private final int interpolation;

    Shrinking(int interpolation) {
      this.interpolation = interpolation;
    }
  }

  private ImageReader() {}

  /** Loads the native libraries, so that the first image does not pay for it. */
  public static void load() {
    Loader.load(opencv_imgcodecs.class);
    Loader.load(opencv_imgproc.class);
  }

  /** Empty when the bytes are no image that OpenCV knows. */
  public static Optional<Mat> decode(byte[] bytes) {
    try (BytePointer pointer = new BytePointer(bytes);
        Mat encoded = new Mat(1, bytes.length, CV_8UC1, pointer)) {
      Mat image = imdecode(encoded, IMREAD_COLOR);
      if (!image.empty()) {
        return Optional.of(image);
      }
      image.close();
      return Optional.empty();
    } catch (RuntimeException e) { // how OpenCV's own exceptions arrive, for example on size
      return Optional.empty();
    }
  }

  /**
   * Resizes {@code image} in place so that its longer side has {@code longSidePx}; the shorter one
   * is truncated to whole pixels, of which at least one is left.
   */
  static void resizeToLongSide(Mat image, int longSidePx, Shrinking shrinking) {
    double ratio = (double) longSidePx / Math.max(image.rows(), image.cols());
    if (ratio == 1) {
      return;
    }
    int interpolation = ratio > 1 ? INTER_LINEAR : shrinking.interpolation;
    try (Size size = new Size(resized(image.cols(), ratio), resized(image.rows(), ratio))) {
      resize(image, image, size, 0, 0, interpolation);
    }
  }

  private static int resized(int sidePx, double ratio) {
    return Math.max(1, (int) (sidePx * ratio));
  }
}
