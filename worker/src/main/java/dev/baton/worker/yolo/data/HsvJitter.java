package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.LUT;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2HSV;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_HSV2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Multiplies hue, saturation and value, on 8-bit HSV with the hue in 0 … 179.
 *
 * @param hue factor; the product is taken modulo 180
 * @param saturation factor; the product is clipped to 255
 * @param value factor; the product is clipped to 255
 */
record HsvJitter(double hue, double saturation, double value) {
  private static final int LEVELS = 256;
  private static final int HUES = 180;

  /** Empty, and without a draw, when nothing is to be varied. */
  static Optional<HsvJitter> draw(Augmentation a, Draws draws) {
    if (a.hsvH() == 0 && a.hsvS() == 0 && a.hsvV() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new HsvJitter(
            1 + (-1 + 2 * draws.colourUnit()) * a.hsvH(),
            1 + (-1 + 2 * draws.colourUnit()) * a.hsvS(),
            1 + (-1 + 2 * draws.colourUnit()) * a.hsvV()));
  }

  /** Changes {@code bgr} in place. */
  void apply(Mat bgr) {
    try (BytePointer levels = new BytePointer(table());
        Mat table = new Mat(1, LEVELS, CV_8UC3, levels);
        Mat hsv = new Mat();
        Mat varied = new Mat()) {
      cvtColor(bgr, hsv, COLOR_BGR2HSV);
      LUT(hsv, table, varied);
      cvtColor(varied, bgr, COLOR_HSV2BGR);
    }
  }

  /** (256, 3): what becomes of each level of hue, saturation and value. */
  byte[] table() {
    byte[] table = new byte[LEVELS * 3];
    for (int level = 0; level < LEVELS; level++) {
      table[level * 3] = (byte) (int) (level * hue % HUES);
      table[level * 3 + 1] = (byte) (int) Math.clamp(level * saturation, 0.0, 255.0);
      table[level * 3 + 2] = (byte) (int) Math.clamp(level * value, 0.0, 255.0);
    }
    return table;
  }
}
