package dev.baton.worker.yolo.plots;

import dev.baton.worker.yolo.metrics.ResultsCsv;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** {@code results.png}: losses and metrics against the epoch. */
public final class ResultsPlot {
  /** Columns of results.csv in the order of the panels. */
  private static final int[] PANELS = {1, 2, 3, 4, 5, 8, 9, 10, 6, 7};

  private static final int COLUMNS = 5;
  private static final int PANEL_WIDTH = 380;
  private static final int PANEL_HEIGHT = 390;
  private static final int TICKS = 4;

  /** With more epochs the line alone is clearer. */
  private static final int MOST_DOTS = 60;

  private ResultsPlot() {}

  /**
   * @param rows of results.csv, at least one, see {@link ResultsCsv#columns}
   */
  public static byte[] draw(List<double[]> rows) {
    Canvas canvas =
        new Canvas(
            COLUMNS * PANEL_WIDTH + 20, PANELS.length / COLUMNS * PANEL_HEIGHT + 20, Palette.PAPER);
    double[] epochs = column(rows, 0);
    for (int panel = 0; panel < PANELS.length; panel++) {
      Rectangle2D area =
          new Rectangle2D.Double(
              panel % COLUMNS * PANEL_WIDTH + 85,
              panel / COLUMNS * PANEL_HEIGHT + 50,
              PANEL_WIDTH - 105,
              PANEL_HEIGHT - 110);
      draw(canvas, area, epochs, column(rows, PANELS[panel]), PANELS[panel]);
    }
    return canvas.png();
  }

  private static void draw(
      Canvas canvas, Rectangle2D area, double[] epochs, double[] values, int column) {
    double min = finite(values).min().orElse(0);
    double max = finite(values).max().orElse(0);
    Scale x = Scale.whole((int) epochs[0], (int) epochs[epochs.length - 1], TICKS);
    Scale y = Scale.around(min, max, TICKS);
    Axes axes = new Axes(canvas, area, x, y).grid();
    axes.curve(epochs, values, Palette.of(0), Palette.stroke(2.2f));
    if (epochs.length <= MOST_DOTS) {
      for (int i = 0; i < epochs.length; i++) {
        axes.dot(epochs[i], values[i], 3.2, Palette.of(0));
      }
    }
    boolean isLowestRow = area.getMinY() > PANEL_HEIGHT;
    axes.frame(ResultsCsv.columns().get(column), isLowestRow ? "epoch" : "", "");
  }

  private static DoubleStream finite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite);
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }
}
