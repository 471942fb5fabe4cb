package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import java.nio.ByteBuffer;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** Writes samples into a batch's buffer, as RGB with the channels last. */
final class Pixels {
  private Pixels() {}

  /** Writes {@code bgr} from byte {@code offset} of a direct buffer on. */
  static void write(Mat bgr, ByteBuffer buffer, int offset) {
    int length = bgr.rows() * bgr.cols() * 3;
    try (BytePointer pixels = new BytePointer(buffer.slice(offset, length));
        Mat rgb = new Mat(bgr.rows(), bgr.cols(), CV_8UC3, pixels)) {
      cvtColor(bgr, rgb, COLOR_BGR2RGB);
    }
  }

  /** Writes four images of one size as one: the second below the first, the others at the right. */
  static void writeTiled(List<Mat> four, ByteBuffer buffer, int offset) {
    int height = four.getFirst().rows();
    int width = four.getFirst().cols();
    try (BytePointer pixels = new BytePointer(buffer.slice(offset, 4 * height * width * 3));
        Mat whole = new Mat(2 * height, 2 * width, CV_8UC3, pixels)) {
      for (int tile = 0; tile < 4; tile++) {
        try (Rect place = new Rect(tile / 2 * width, tile % 2 * height, width, height);
            Mat part = new Mat(whole, place)) {
          cvtColor(four.get(tile), part, COLOR_BGR2RGB);
        }
      }
    }
  }

  /**
   * Writes {@code bgr} at twice its size. Bilinear between the centres of the pixels, the edges
   * going on; truncated as in the reference, where OpenCV would round. The weights are sixteenths,
   * so integers are exact.
   */
  static void writeDoubled(Mat bgr, ByteBuffer buffer, int offset) {
    int height = bgr.rows();
    int width = bgr.cols();
    byte[] from = new byte[height * width * 3];
    try (BytePointer pixels = bgr.data()) {
      pixels.get(from);
    }
    byte[] row = new byte[2 * width * 3];
    for (int y = 0; y < 2 * height; y++) {
      int near = y / 2 * width * 3;
      int far = neighbour(y, height) * width * 3;
      for (int x = 0; x < 2 * width; x++) {
        int nearX = x / 2 * 3;
        int farX = neighbour(x, width) * 3;
        for (int channel = 0; channel < 3; channel++) {
          int bgrChannel = 2 - channel;
          int sum =
              9 * (from[near + nearX + bgrChannel] & 0xFF)
                  + 3 * (from[near + farX + bgrChannel] & 0xFF)
                  + 3 * (from[far + nearX + bgrChannel] & 0xFF)
                  + (from[far + farX + bgrChannel] & 0xFF);
          row[x * 3 + channel] = (byte) (sum >> 4);
        }
      }
      buffer.put(offset + y * row.length, row);
    }
  }

  /** The source pixel that the doubled pixel {@code at} lies nearest to but one. */
  private static int neighbour(int at, int count) {
    return Math.clamp(at % 2 == 0 ? at / 2 - 1 : at / 2 + 1, 0, count - 1);
  }
}
