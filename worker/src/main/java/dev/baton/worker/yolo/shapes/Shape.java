package dev.baton.worker.yolo.shapes;

import static org.bytedeco.opencv.global.opencv_core.CV_32SC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.boundingRect;
import static org.bytedeco.opencv.global.opencv_imgproc.circle;
import static org.bytedeco.opencv.global.opencv_imgproc.fillConvexPoly;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * A drawn shape and the box of exactly the pixels that it covers: left and top edge, width, height.
 */
record Shape(Kind kind, int left, int top, int width, int height) {
  private static final int MOST_PER_IMAGE = 4;
  private static final int TRIES_PER_SHAPE = 30;
  private static final double SMALLEST = 0.2;
  private static final double LARGEST = 0.55;

  /** The classes, in their order. */
  enum Kind {
    CIRCLE,
    SQUARE,
    TRIANGLE;

    String className() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Draws one to four shapes that keep clear of each other. */
  static List<Shape> draw(Mat image, Random random) {
    int wanted = 1 + random.nextInt(MOST_PER_IMAGE);
    List<Shape> shapes = new ArrayList<>();
    for (int tries = 0; shapes.size() < wanted && tries < wanted * TRIES_PER_SHAPE; tries++) {
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      int side = (int) (image.cols() * random.nextDouble(SMALLEST, LARGEST));
      int left = random.nextInt(image.cols() - side);
      int top = random.nextInt(image.rows() - side);
      if (shapes.stream().allMatch(other -> other.isClearOf(left, top, side))) {
        shapes.add(draw(image, kind, left, top, side, random));
      }
    }
    return shapes;
  }

  private boolean isClearOf(int otherLeft, int otherTop, int side) {
    return left + width < otherLeft
        || top + height < otherTop
        || otherLeft + side < left
        || otherTop + side < top;
  }

  private static Shape draw(Mat image, Kind kind, int left, int top, int side, Random random) {
    try (Scalar none = Scalar.all(0);
        Scalar covered = Scalar.all(255);
        Mat mask = new Mat(image.rows(), image.cols(), CV_8UC1, none);
        Scalar colour = colour(random)) {
      fill(mask, kind, left, top, side, covered);
      fill(image, kind, left, top, side, colour);
      try (Rect box = boundingRect(mask)) {
        return new Shape(kind, box.x(), box.y(), box.width(), box.height());
      }
    }
  }

  private static void fill(Mat canvas, Kind kind, int left, int top, int side, Scalar value) {
    switch (kind) {
      case CIRCLE -> {
        int radius = (side - 1) / 2;
        try (Point centre = new Point(left + radius, top + radius)) {
          circle(canvas, centre, radius, value, FILLED, 8, 0);
        }
      }
      case SQUARE -> {
        try (Rect square = new Rect(left, top, side, side)) {
          rectangle(canvas, square, value, FILLED, 8, 0);
        }
      }
      case TRIANGLE -> {
        int bottom = top + side - 1;
        int[] corners = {left + side / 2, top, left + side - 1, bottom, left, bottom};
        try (IntPointer numbers = new IntPointer(corners);
            Mat triangle = new Mat(corners.length / 2, 1, CV_32SC2, numbers)) {
          fillConvexPoly(canvas, triangle, value);
        }
      }
    }
  }

  /** Any hue, but always vivid, which the ground never is. */
  private static Scalar colour(Random random) {
    int hue = random.nextInt(6);
    int vivid = random.nextInt(200, 256);
    int between = random.nextInt(256) * vivid / 255;
    // The six edges of the colour cube on which one channel is full and one is empty.
    return switch (hue) {
      case 0 -> new Scalar(0, between, vivid, 0);
      case 1 -> new Scalar(0, vivid, between, 0);
      case 2 -> new Scalar(between, vivid, 0, 0);
      case 3 -> new Scalar(vivid, between, 0, 0);
      case 4 -> new Scalar(vivid, 0, between, 0);
      default -> new Scalar(between, 0, vivid, 0);
    };
  }

  /** The line of a label file. */
  String label(int imageSizePx) {
    return String.format(
        Locale.ROOT,
        "%d %.6f %.6f %.6f %.6f",
        kind.ordinal(),
        (left + width / 2.0) / imageSizePx,
        (top + height / 2.0) / imageSizePx,
        (double) width / imageSizePx,
        (double) height / imageSizePx);
  }
}
