package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.baton.worker.yolo.VectorNumbers;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** The images of the specification's appendix B.8, and how its checksums are made. */
final class Vectors {
  static final int IMGSZ = 64;
  private static final int[][] HEIGHTS_WIDTHS = {
    {48, 64}, {70, 50}, {30, 30}, {96, 72}, {64, 64}, {37, 100}
  };

  private Vectors() {}

  static int images() {
    return HEIGHTS_WIDTHS.length;
  }

  static Mat image(int k) {
    int height = HEIGHTS_WIDTHS[k][0];
    int width = HEIGHTS_WIDTHS[k][1];
    VectorNumbers numbers = new VectorNumbers("img." + k);
    byte[] bytes = new byte[height * width * 3];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) (256 * numbers.at(i));
    }
    Mat image = new Mat(height, width, CV_8UC3);
    try (BytePointer pixels = image.data()) {
      pixels.put(bytes);
    }
    return image;
  }

  /** The label file of image {@code k} in the set "box"; image 4 has none. */
  static String boxLabels(int k) {
    return "%d .5 .5 .6 .5\n%d .25 .3 .2 .3\n".formatted(k % 3, (k + 1) % 3);
  }

  /** The label file of image {@code k} in the set "polygon"; image 4 has none. */
  static String polygonLabels(int k) {
    return "%d .2 .25 .8 .25 .8 .75 .5 .6 .2 .75\n%d .15 .15 .35 .15 .35 .45 .15 .45\n"
        .formatted(k % 3, (k + 1) % 3);
  }

  /** (y, x, channel) in the image's own channel order. */
  static byte[] bytes(Mat image) {
    byte[] bytes = new byte[(int) (image.total() * image.elemSize())];
    try (BytePointer pixels = image.data()) {
      pixels.get(bytes);
    }
    return bytes;
  }

  /** (channel, y, x) with the channels reversed: of a BGR image the network's input. */
  static byte[] planesRgb(byte[] interleavedBgr) {
    byte[] planes = planes(interleavedBgr);
    int pixels = planes.length / 3;
    byte[] reversed = new byte[planes.length];
    for (int channel = 0; channel < 3; channel++) {
      System.arraycopy(planes, channel * pixels, reversed, (2 - channel) * pixels, pixels);
    }
    return reversed;
  }

  /** (channel, y, x) in the image's own channel order. */
  static byte[] planes(byte[] interleaved) {
    int pixels = interleaved.length / 3;
    byte[] planes = new byte[interleaved.length];
    for (int i = 0; i < planes.length; i++) {
      planes[i % 3 * pixels + i / 3] = interleaved[i];
    }
    return planes;
  }

  static String crc(Mat image) {
    return crc(bytes(image));
  }

  static String crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return "%08X".formatted(crc.getValue());
  }

  static long sum(byte[] bytes) {
    long sum = 0;
    for (byte b : bytes) {
      sum += b & 0xFF;
    }
    return sum;
  }
}
