package dev.baton.worker.yolo.metrics;

/** The rows of results.csv, as the reference writes them. */
public final class ResultsCsv {
  private ResultsCsv() {}

  /** The line of column names, without a line end. */
  public static String header() {
    throw new UnsupportedOperationException();
  }

  /**
   * One line, without a line end.
   *
   * @param values in the order of the columns: epoch (from 0), three training losses, precision,
   *     recall, mAP50, mAP50-95, three validation losses, three learning rates
   */
  public static String row(double... values) {
    throw new UnsupportedOperationException();
  }
}
