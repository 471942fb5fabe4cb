package dev.baton.worker.yolo.plots;

import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;

/**
 * {@code labels_correlogram.png}: where objects lie and how large they are, each number by itself
 * on the diagonal and against each other one below it.
 */
public final class CorrelogramPlot {
  private static final List<String> NUMBERS = List.of("x", "y", "width", "height");
  private static final int PANEL_PX = 330;
  private static final int MARGIN_LEFT_PX = 100;
  private static final int MARGIN_TOP_PX = 30;
  private static final int GAP_PX = 20;
  private static final Scale HALVES = new Scale(0, 1, 0.5);

  private final Canvas canvas =
      new Canvas(
          MARGIN_LEFT_PX + NUMBERS.size() * PANEL_PX,
          MARGIN_TOP_PX + NUMBERS.size() * PANEL_PX + 60,
          Palette.PAPER);
  private final float[] rows;

  private CorrelogramPlot(float[] rows) {
    this.rows = rows;
  }

  /**
   * @param rows (N, 5) class, centre x, centre y, width, height as parts of the image's sides
   */
  public static byte[] draw(float[] rows) {
    CorrelogramPlot plot = new CorrelogramPlot(rows);
    for (int row = 0; row < NUMBERS.size(); row++) {
      for (int column = 0; column < row; column++) {
        plot.drawPair(row, column);
      }
      plot.drawAlone(row);
    }
    return plot.canvas.png();
  }

  private void drawPair(int row, int column) {
    Axes axes = new Axes(canvas, panel(row, column), HALVES, HALVES).grid();
    LabelBins.of(rows, 1 + column, 1 + row).draw(canvas, axes.area());
    axes.frame("", xTitle(row, column), column == 0 ? NUMBERS.get(row) : "");
  }

  private void drawAlone(int number) {
    int[] counts = LabelBins.of(rows, 1 + number);
    Scale objects = Scale.fromZero(Arrays.stream(counts).max().orElse(0), 2);
    Axes axes = new Axes(canvas, panel(number, number), HALVES, objects).grid();
    double width = axes.area().getWidth() / counts.length;
    for (int bin = 0; bin < counts.length; bin++) {
      double top = axes.atY(counts[bin]);
      canvas.fill(
          axes.area().getMinX() + bin * width,
          top,
          width,
          axes.area().getMaxY() - top,
          Palette.of(0));
    }
    axes.frame("", xTitle(number, number), number == 0 ? "objects" : "");
  }

  /** Only the lowest panel of a column is titled. */
  private static String xTitle(int row, int column) {
    return row == NUMBERS.size() - 1 ? NUMBERS.get(column) : "";
  }

  private static Rectangle2D panel(int row, int column) {
    return new Rectangle2D.Double(
        MARGIN_LEFT_PX + column * PANEL_PX,
        MARGIN_TOP_PX + row * PANEL_PX,
        PANEL_PX - GAP_PX - 50,
        PANEL_PX - GAP_PX - 30);
  }
}
