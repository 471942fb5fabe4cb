package dev.baton.worker.yolo.metrics;

/** A function given by points, linear between them. */
final class Interpolation {
  private Interpolation() {}

  /**
   * The values at {@code at}. From the last point whose x is at most the wanted one (so of points
   * with equal x the last counts) a straight line leads to the next; behind the last point its
   * value holds.
   *
   * @param at ascending
   * @param x ascending, at least one
   * @param before value in front of the first point
   */
  static double[] linear(double[] at, double[] x, double[] y, double before) {
    double[] values = new double[at.length];
    int j = -1;
    for (int i = 0; i < at.length; i++) {
      while (j + 1 < x.length && x[j + 1] <= at[i]) {
        j++;
      }
      if (j < 0) {
        values[i] = before;
      } else if (j == x.length - 1 || x[j] == at[i]) {
        values[i] = y[j];
      } else {
        double slope = (y[j + 1] - y[j]) / (x[j + 1] - x[j]);
        values[i] = slope * (at[i] - x[j]) + y[j];
      }
    }
    return values;
  }

  /** {@code count} numbers from 0 to 1 at equal distances. */
  static double[] unitGrid(int count) {
    double[] grid = new double[count];
    double step = 1.0 / (count - 1);
    for (int i = 0; i < count; i++) {
      grid[i] = i * step;
    }
    grid[count - 1] = 1;
    return grid;
  }
}
