package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;
import static org.bytedeco.opencv.global.opencv_imgproc.warpPerspective;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Turns, scales, shears, shifts and tilts an image with its boxes.
 *
 * @param perspectiveX how much the horizontal distance from the centre tilts
 * @param perspectiveY how much the vertical distance from the centre tilts
 * @param degrees angle of the rotation
 * @param scale factor
 * @param shearX in degrees
 * @param shearY in degrees
 * @param translateX place of the centre, as part of the output's width
 * @param translateY place of the centre, as part of the output's height
 */
record RandomPerspective(
    double perspectiveX,
    double perspectiveY,
    double degrees,
    double scale,
    double shearX,
    double shearY,
    double translateX,
    double translateY) {

  private static final int POINTS_PER_POLYGON = 1000;
  private static final double EPSILON = 1e-16;

  /** A box must keep more than this part of its area; of a polygon's, a hundredth suffices. */
  private static final double KEPT_AREA_OF_BOX = 0.10;

  private static final double KEPT_AREA_OF_POLYGON = 0.01;
  private static final double SMALLEST_SIDE_PX = 2;
  private static final double LARGEST_ASPECT = 100;

  static RandomPerspective draw(Augmentation a, Draws draws) {
    return new RandomPerspective(
        draws.uniform(-a.perspective(), a.perspective()),
        draws.uniform(-a.perspective(), a.perspective()),
        draws.uniform(-a.degrees(), a.degrees()),
        draws.uniform(1 - a.scale(), 1 + a.scale()),
        draws.uniform(-a.shear(), a.shear()),
        draws.uniform(-a.shear(), a.shear()),
        draws.uniform(0.5 - a.translate(), 0.5 + a.translate()),
        draws.uniform(0.5 - a.translate(), 0.5 + a.translate()));
  }

  /**
   * The 3×3 matrix, row-major, that maps pixels of an input of {@code width}×{@code height} to
   * those of an output of {@code outWidth}×{@code outHeight}.
   */
  double[] matrix(int width, int height, int outWidth, int outHeight) {
    double angle = Math.toRadians(degrees);
    double cos = scale * StrictMath.cos(angle);
    double sin = scale * StrictMath.sin(angle);
    double[] toCentre = {1, 0, -width / 2.0, 0, 1, -height / 2.0, 0, 0, 1};
    double[] tilt = {1, 0, 0, 0, 1, 0, perspectiveX, perspectiveY, 1};
    double[] turn = {cos, sin, 0, -sin, cos, 0, 0, 0, 1};
    double[] shear = {
      1,
      StrictMath.tan(Math.toRadians(shearX)),
      0,
      StrictMath.tan(Math.toRadians(shearY)),
      1,
      0,
      0,
      0,
      1
    };
    double[] shift = {1, 0, translateX * outWidth, 0, 1, translateY * outHeight, 0, 0, 1};
    return times(times(times(times(shift, shear), turn), tilt), toCentre);
  }

  private static double[] times(double[] a, double[] b) {
    double[] product = new double[9];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          sum += a[row * 3 + k] * b[k * 3 + column];
        }
        product[row * 3 + column] = sum;
      }
    }
    return product;
  }

  /**
   * The transformed sample, of the input's size plus twice {@code border} in each direction.
   *
   * @param canvas closed here; its polygons, if any, decide the boxes
   */
  Sample apply(Sample canvas, int border, Augmentation augmentation) {
    int width = canvas.image().cols() + 2 * border;
    int height = canvas.image().rows() + 2 * border;
    double[] matrix = matrix(canvas.image().cols(), canvas.image().rows(), width, height);
    boolean hasPerspective = augmentation.perspective() != 0;
    PixelBoxes boxes = transform(canvas.boxes(), matrix, width, height, hasPerspective);
    if (border == 0 && Arrays.equals(matrix, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1})) {
      return new Sample(canvas.image(), boxes);
    }
    try (canvas) {
      return new Sample(warp(canvas.image(), matrix, width, height, hasPerspective), boxes);
    }
  }

  static Mat warp(Mat image, double[] matrix, int width, int height, boolean hasPerspective) {
    Mat warped = new Mat();
    try (DoublePointer numbers = new DoublePointer(matrix);
        Mat m = new Mat(hasPerspective ? 3 : 2, 3, CV_64FC1, numbers);
        Size size = new Size(width, height);
        Scalar grey = Scalar.all(Letterbox.GREY)) {
      if (hasPerspective) {
        warpPerspective(image, warped, m, size, INTER_LINEAR, BORDER_CONSTANT, grey);
      } else {
        warpAffine(image, warped, m, size, INTER_LINEAR, BORDER_CONSTANT, grey);
      }
      return warped;
    }
  }

  private PixelBoxes transform(
      PixelBoxes boxes, double[] matrix, int width, int height, boolean hasPerspective) {
    boolean hasPolygons = boxes.polygons().stream().anyMatch(RandomPerspective::isNonZero);
    float[] rows = boxes.rows();
    float[] kept = new float[rows.length];
    int keptLength = 0;
    for (int i = 0; i < boxes.count(); i++) {
      float[] row = Arrays.copyOfRange(rows, i * 5, i * 5 + 5);
      double[] box =
          hasPolygons
              ? hull(outline(boxes.polygons().get(i)), matrix, width, height, hasPerspective)
              : corners(row, matrix, width, height, hasPerspective);
      if (isKept(row, box, hasPolygons ? KEPT_AREA_OF_POLYGON : KEPT_AREA_OF_BOX)) {
        kept[keptLength] = row[0];
        for (int k = 0; k < 4; k++) {
          kept[keptLength + 1 + k] = (float) box[k];
        }
        keptLength += 5;
      }
    }
    return new PixelBoxes(Arrays.copyOf(kept, keptLength), List.of());
  }

  private static boolean isNonZero(float[] polygon) {
    for (float coordinate : polygon) {
      if (coordinate != 0) {
        return true;
      }
    }
    return false;
  }

  /** x, y pairs at equal steps of the vertex number along the closed polygon. */
  private static double[] outline(float[] polygon) {
    int vertices = polygon.length / 2;
    double[] points = new double[POINTS_PER_POLYGON * 2];
    double step = vertices / (POINTS_PER_POLYGON - 1.0);
    for (int k = 0; k < POINTS_PER_POLYGON; k++) {
      double position = k == POINTS_PER_POLYGON - 1 ? vertices : k * step;
      int vertex = (int) position;
      double along = position - vertex;
      for (int axis = 0; axis < 2; axis++) {
        double from = polygon[vertex % vertices * 2 + axis];
        double to = polygon[(vertex + 1) % vertices * 2 + axis];
        points[k * 2 + axis] = (to - from) * along + from;
      }
    }
    return points;
  }

  /** Hull of those transformed points that lie in the output; all zero if none does. */
  private static double[] hull(
      double[] points, double[] matrix, int width, int height, boolean hasPerspective) {
    double[] box = {Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
    boolean hasNonZeroX = false;
    for (int i = 0; i < points.length; i += 2) {
      double[] p = transformed(points[i], points[i + 1], matrix, hasPerspective);
      if (p[0] >= 0 && p[1] >= 0 && p[0] <= width && p[1] <= height) {
        extend(box, p);
        hasNonZeroX |= p[0] != 0;
      }
    }
    return hasNonZeroX ? box : new double[4];
  }

  private static double[] corners(
      float[] row, double[] matrix, int width, int height, boolean hasPerspective) {
    double[] box = {Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
    for (int corner = 0; corner < 4; corner++) {
      float x = row[corner % 2 == 0 ? 1 : 3];
      float y = row[corner < 2 ? 2 : 4];
      extend(box, transformed(x, y, matrix, hasPerspective));
    }
    return new double[] {
      Math.clamp(box[0], 0.0, (double) width),
      Math.clamp(box[1], 0.0, (double) height),
      Math.clamp(box[2], 0.0, (double) width),
      Math.clamp(box[3], 0.0, (double) height)
    };
  }

  private static void extend(double[] box, double[] point) {
    box[0] = Math.min(box[0], point[0]);
    box[1] = Math.min(box[1], point[1]);
    box[2] = Math.max(box[2], point[0]);
    box[3] = Math.max(box[3], point[1]);
  }

  private static double[] transformed(double x, double y, double[] m, boolean hasPerspective) {
    double outX = x * m[0] + y * m[1] + m[2];
    double outY = x * m[3] + y * m[4] + m[5];
    double w = hasPerspective ? x * m[6] + y * m[7] + m[8] : 1;
    return new double[] {outX / w, outY / w};
  }

  /** Whether enough is left of a box {@code row} that became {@code box}. */
  private boolean isKept(float[] row, double[] box, double keptArea) {
    float g = (float) scale;
    float oldWidth = row[3] * g - row[1] * g;
    float oldHeight = row[4] * g - row[2] * g;
    double width = box[2] - box[0];
    double height = box[3] - box[1];
    double aspect = Math.max(width / (height + EPSILON), height / (width + EPSILON));
    return width > SMALLEST_SIDE_PX
        && height > SMALLEST_SIDE_PX
        && aspect < LARGEST_ASPECT
        && width * height / (oldWidth * oldHeight + EPSILON) > keptArea;
  }
}
