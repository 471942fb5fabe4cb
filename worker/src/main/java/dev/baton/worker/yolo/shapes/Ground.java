package dev.baton.worker.yolo.shapes;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Textured ground: dull patches that flow into each other, and grain. */
final class Ground {
  private static final int PATCHES_PER_SIDE = 6;
  private static final int DARKEST = 50;
  private static final int BRIGHTEST = 150;
  private static final int TINT = 25;
  private static final int GRAIN = 12;

  private Ground() {}

  /** 8-bit BGR of {@code sizePx}×{@code sizePx}; the caller closes it. */
  static Mat paint(Random random, int sizePx) {
    Mat ground = new Mat();
    try (Mat patches = patches(random);
        Size size = new Size(sizePx, sizePx)) {
      resize(patches, ground, size, 0, 0, INTER_LINEAR);
    }
    addGrain(ground, random);
    return ground;
  }

  private static Mat patches(Random random) {
    byte[] bytes = new byte[PATCHES_PER_SIDE * PATCHES_PER_SIDE * 3];
    int base = random.nextInt(DARKEST, BRIGHTEST);
    for (int i = 0; i < bytes.length; i += 3) {
      int level = base + random.nextInt(-TINT, TINT);
      for (int channel = 0; channel < 3; channel++) {
        bytes[i + channel] = (byte) (level + random.nextInt(-GRAIN, GRAIN));
      }
    }
    Mat patches = new Mat(PATCHES_PER_SIDE, PATCHES_PER_SIDE, CV_8UC3);
    try (BytePointer pixels = patches.data()) {
      pixels.put(bytes);
    }
    return patches;
  }

  private static void addGrain(Mat ground, Random random) {
    byte[] bytes = new byte[(int) (ground.total() * ground.elemSize())];
    try (BytePointer pixels = ground.data()) {
      pixels.get(bytes);
      for (int i = 0; i < bytes.length; i += 3) {
        int grain = random.nextInt(-GRAIN, GRAIN + 1);
        for (int channel = 0; channel < 3; channel++) {
          bytes[i + channel] = (byte) ((bytes[i + channel] & 0xFF) + grain);
        }
      }
      pixels.put(bytes);
    }
  }
}
