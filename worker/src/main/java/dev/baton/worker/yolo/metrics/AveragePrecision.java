package dev.baton.worker.yolo.metrics;

/**
 * Area under a curve of precision over recall. It is larger than pycocotools' value: behind the
 * highest recall reached the curve falls linearly to (1, 0) instead of dropping to 0.
 */
final class AveragePrecision {
  private static final double[] RECALLS = Interpolation.unitGrid(101);

  private AveragePrecision() {}

  /**
   * @param recall not descending
   * @param precision at the same points
   */
  static double of(double[] recall, double[] precision) {
    double[] y = envelope(recall, precision, RECALLS);
    double area = 0;
    for (int i = 1; i < y.length; i++) {
      area += (y[i] + y[i - 1]) / 2 * (RECALLS[i] - RECALLS[i - 1]);
    }
    return area;
  }

  /**
   * The best precision at a recall or a higher one, from (0, 1) to (1, 0).
   *
   * @param recall not descending
   * @param precision at the same points
   * @param at recalls, ascending
   * @return precisions at {@code at}
   */
  static double[] envelope(double[] recall, double[] precision, double[] at) {
    int points = recall.length + 2;
    double[] x = new double[points];
    double[] envelope = new double[points];
    System.arraycopy(recall, 0, x, 1, recall.length);
    System.arraycopy(precision, 0, envelope, 1, recall.length);
    x[points - 1] = 1;
    envelope[0] = 1;
    for (int i = points - 2; i >= 0; i--) {
      envelope[i] = Math.max(envelope[i], envelope[i + 1]);
    }
    return Interpolation.linear(at, x, envelope, envelope[0]);
  }
}
