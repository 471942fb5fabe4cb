package dev.baton.worker.yolo.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The lines of results.csv, byte for byte as the reference writes them. */
public final class ResultsCsv {
  private static final List<String> COLUMNS =
      List.of(
          "epoch",
          "train/box_loss",
          "train/cls_loss",
          "train/dfl_loss",
          "metrics/precision",
          "metrics/recall",
          "metrics/mAP_0.5",
          "metrics/mAP_0.5:0.95",
          "val/box_loss",
          "val/cls_loss",
          "val/dfl_loss",
          "x/lr0",
          "x/lr1",
          "x/lr2");
  private static final String FIELD = "%20s";
  private static final int SIGNIFICANT_DIGITS = 5;

  private ResultsCsv() {}

  /** The names of the columns, in order. */
  public static List<String> columns() {
    return COLUMNS;
  }

  /** The line of column names, without a line end. */
  public static String header() {
    return COLUMNS.stream().map(FIELD::formatted).collect(Collectors.joining(","));
  }

  /**
   * One line, without a line end.
   *
   * @param values one for each of {@link #columns}: epoch (from 0), three training losses,
   *     precision, recall, mAP50, mAP50-95, three validation losses, learning rates of biases,
   *     decayed weights and batch norm weights
   */
  public static String row(double... values) {
    if (values.length != COLUMNS.size()) {
      throw new IllegalArgumentException(
          "%d values for %d columns".formatted(values.length, COLUMNS.size()));
    }
    return Arrays.stream(values)
        .mapToObj(value -> FIELD.formatted(GeneralNumber.text(value, SIGNIFICANT_DIGITS)))
        .collect(Collectors.joining(","));
  }
}
