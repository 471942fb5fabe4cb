package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_core.CV_32SC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.drawContours;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Pastes mirrored copies of some objects onto an image (Ghiasi et al. 2020, arXiv:2012.07177, in
 * its simple form within one image): of those whose mirror image covers little of any other.
 */
final class CopyPaste {
  private static final double LARGEST_COVER = 0.30;
  private static final float EPSILON = 1e-7f;
  private static final int FLIP_LEFT_RIGHT = 1;

  private CopyPaste() {}

  /**
   * Changes the image of {@code sample} in place.
   *
   * @return the sample with the pasted objects behind the others
   */
  static Sample apply(Sample sample, double part, Draws draws) {
    PixelBoxes boxes = sample.boxes();
    if (part == 0 || boxes.polygons().isEmpty()) {
      return sample;
    }
    int width = sample.image().cols();
    int[] eligible = eligible(boxes, width);
    int[] chosen = draws.sample(eligible.length, (int) Math.rint(part * eligible.length));
    float[] rows = Arrays.copyOf(boxes.rows(), boxes.rows().length + chosen.length * 5);
    List<float[]> polygons = new ArrayList<>(boxes.polygons());
    List<float[]> originals = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      int object = eligible[chosen[i]];
      System.arraycopy(mirrored(boxes.rows(), object, width), 0, rows, (boxes.count() + i) * 5, 5);
      originals.add(boxes.polygons().get(object));
      polygons.add(mirrored(boxes.polygons().get(object), width));
    }
    paste(sample.image(), originals);
    return new Sample(sample.image(), new PixelBoxes(rows, polygons));
  }

  /** Objects whose mirrored box covers less than 30 % of every box there is, in their order. */
  private static int[] eligible(PixelBoxes boxes, int width) {
    int[] eligible = new int[boxes.count()];
    int count = 0;
    for (int i = 0; i < boxes.count(); i++) {
      float[] mirrored = mirrored(boxes.rows(), i, width);
      boolean isFree = true;
      for (int j = 0; j < boxes.count() && isFree; j++) {
        isFree =
            cover(mirrored, Arrays.copyOfRange(boxes.rows(), j * 5, j * 5 + 5)) < LARGEST_COVER;
      }
      if (isFree) {
        eligible[count++] = i;
      }
    }
    return Arrays.copyOf(eligible, count);
  }

  /** The part of {@code box} that {@code cover} covers. */
  private static float cover(float[] cover, float[] box) {
    float width = Math.min(cover[3], box[3]) - Math.max(cover[1], box[1]);
    float height = Math.min(cover[4], box[4]) - Math.max(cover[2], box[2]);
    float area = (box[3] - box[1]) * (box[4] - box[2]) + EPSILON;
    return Math.max(width, 0) * Math.max(height, 0) / area;
  }

  private static float[] mirrored(float[] rows, int object, int width) {
    int at = object * 5;
    return new float[] {
      rows[at], width - rows[at + 3], rows[at + 2], width - rows[at + 1], rows[at + 4]
    };
  }

  private static float[] mirrored(float[] polygon, int width) {
    float[] mirrored = polygon.clone();
    for (int i = 0; i < mirrored.length; i += 2) {
      mirrored[i] = width - polygon[i];
    }
    return mirrored;
  }

  private static void paste(Mat image, List<float[]> polygons) {
    try (Scalar black = Scalar.all(0);
        Scalar one = Scalar.all(1);
        Mat mask = new Mat(image.rows(), image.cols(), CV_8UC1, black);
        Mat flippedMask = new Mat();
        Mat flippedImage = new Mat()) {
      for (float[] polygon : polygons) {
        int[] points = new int[polygon.length];
        for (int i = 0; i < points.length; i++) {
          points[i] = (int) polygon[i];
        }
        try (IntPointer numbers = new IntPointer(points);
            Mat contour = new Mat(points.length / 2, 1, CV_32SC2, numbers);
            MatVector contours = new MatVector(contour)) {
          drawContours(mask, contours, -1, one, FILLED, 8, null, Integer.MAX_VALUE, null);
        }
      }
      flip(mask, flippedMask, FLIP_LEFT_RIGHT);
      flip(image, flippedImage, FLIP_LEFT_RIGHT);
      flippedImage.copyTo(image, flippedMask);
    }
  }
}
