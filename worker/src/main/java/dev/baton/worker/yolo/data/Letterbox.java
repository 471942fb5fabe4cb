package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * How an image is scaled, keeping its proportions, and bordered with grey to fill a target.
 *
 * @param ratio target pixels per image pixel
 * @param width of the scaled image
 * @param height of the scaled image
 * @param padX half the border in x, so possibly a half
 * @param padY half the border in y, so possibly a half
 */
record Letterbox(double ratio, int width, int height, double padX, double padY) {

  /** The grey of borders, in each channel. */
  static final int GREY = 114;

  /** Whether an image smaller than its target grows. */
  enum Enlarging {
    ALLOWED,
    FORBIDDEN
  }

  static Letterbox fit(
      int width, int height, int targetWidth, int targetHeight, Enlarging enlarging) {
    double ratio = Math.min((double) targetHeight / height, (double) targetWidth / width);
    if (enlarging == Enlarging.FORBIDDEN) {
      ratio = Math.min(ratio, 1.0);
    }
    int scaledWidth = scaled(width, ratio);
    int scaledHeight = scaled(height, ratio);
    return new Letterbox(
        ratio,
        scaledWidth,
        scaledHeight,
        (targetWidth - scaledWidth) / 2.0,
        (targetHeight - scaledHeight) / 2.0);
  }

  /** A pixel of the narrowest strip is left. */
  private static int scaled(int side, double ratio) {
    return Math.max(1, (int) Math.rint(side * ratio));
  }

  /**
   * The same scale with as little border as the network's stride allows, as in detection; the sides
   * of the result divide by {@code stride}, if those of the target did.
   */
  Letterbox withLeastBorder(int stride) {
    return new Letterbox(ratio, width, height, 2 * padX % stride / 2, 2 * padY % stride / 2);
  }

  /** The letterboxed image, a new one that the caller closes. */
  Mat apply(Mat image) {
    boolean hasItsSize = image.cols() == width && image.rows() == height;
    try (Mat scaled = hasItsSize ? new Mat(image) : scaled(image);
        Scalar grey = Scalar.all(GREY)) {
      Mat bordered = new Mat();
      copyMakeBorder(
          scaled,
          bordered,
          (int) Math.rint(padY - 0.1),
          (int) Math.rint(padY + 0.1),
          (int) Math.rint(padX - 0.1),
          (int) Math.rint(padX + 0.1),
          BORDER_CONSTANT,
          grey);
      return bordered;
    }
  }

  private Mat scaled(Mat image) {
    Mat scaled = new Mat();
    try (Size size = new Size(width, height)) {
      resize(image, scaled, size, 0, 0, INTER_LINEAR);
    }
    return scaled;
  }
}
