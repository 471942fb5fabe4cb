package dev.baton.worker.yolo.plots;

import dev.baton.worker.yolo.metrics.ConfusionMatrix;
import dev.baton.worker.yolo.plots.Canvas.Align;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code confusion_matrix.png}: what becomes of each class, as parts of its column. */
public final class ConfusionPlot {
  /** Smaller parts are left blank. */
  private static final double LEAST_SHARE = 0.005;

  /** From so many classes on there is no room for numbers. */
  private static final int NUMBERED_BELOW = 30;

  /** From so many on there is none for names. */
  private static final int NAMED_BELOW = 99;

  private static final int SIDE_PX = 760;

  /** So that a data set of a thousand classes does not need a picture of a gigabyte. */
  private static final int LONGEST_SIDE_PX = 4000;

  private static final double LONGEST_NAME_PX = 150;
  private static final int BAR_PX = 26;

  private final ConfusionMatrix matrix;
  private final List<String> names;
  private final int count;
  private final double cell;
  private final double size;
  private final double left;
  private final Canvas canvas;

  private ConfusionPlot(ConfusionMatrix matrix, List<String> classNames) {
    this.matrix = matrix;
    count = matrix.classes() + 1;
    cell =
        Math.min(
            Math.max(11, Math.min(150, (double) SIDE_PX / count)),
            (double) LONGEST_SIDE_PX / count);
    size = Math.min(Axes.TEXT, cell * 0.9);
    boolean hasNames = matrix.classes() < NAMED_BELOW;
    names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = i == matrix.classes() ? "background" : classNames.get(i);
      names.add(hasNames ? Canvas.fitted(name, size, LONGEST_NAME_PX) : "");
    }
    double margin =
        55 + names.stream().mapToDouble(name -> Canvas.textWidth(name, size)).max().orElse(0);
    left = margin;
    int side = (int) Math.ceil(count * cell);
    canvas = new Canvas((int) margin + side + 120, 60 + side + (int) margin + 10, Palette.PAPER);
  }

  /**
   * @param classNames by class
   */
  public static byte[] draw(ConfusionMatrix matrix, List<String> classNames) {
    return new ConfusionPlot(matrix, classNames).draw();
  }

  private byte[] draw() {
    Rectangle2D area = new Rectangle2D.Double(left, 50, count * cell, count * cell);
    for (int predicted = 0; predicted < count; predicted++) {
      for (int actual = 0; actual < count; actual++) {
        drawCell(area, predicted, actual);
      }
    }
    for (int i = 1; i < count; i++) {
      double x = area.getMinX() + i * cell;
      double y = area.getMinY() + i * cell;
      canvas.line(x, area.getMinY(), x, area.getMaxY(), Palette.GRID, 1);
      canvas.line(area.getMinX(), y, area.getMaxX(), y, Palette.GRID, 1);
    }
    canvas.draw(area, Palette.QUIET, Palette.stroke(1));
    drawNames(area);
    canvas.text(
        "Confusion Matrix Normalized", area.getCenterX(), 34, 17, Align.MIDDLE, Palette.INK);
    canvas.text(
        "True", area.getCenterX(), canvas.height() - 12, Axes.TEXT, Align.MIDDLE, Palette.INK);
    canvas.textUpwards("Predicted", 26, area.getCenterY(), Axes.TEXT, Align.MIDDLE, Palette.INK);
    drawBar(area);
    return canvas.png();
  }

  private void drawCell(Rectangle2D area, int predicted, int actual) {
    double share = matrix.share(predicted, actual);
    if (share < LEAST_SHARE) {
      return;
    }
    Color ground = Palette.ramp(share);
    double x = area.getMinX() + actual * cell;
    double y = area.getMinY() + predicted * cell;
    canvas.fill(x, y, cell, cell, ground);
    if (matrix.classes() < NUMBERED_BELOW) {
      double numberSize = Math.min(18, cell * 0.36);
      canvas.text(
          String.format(Locale.ROOT, "%.2f", share),
          x + cell / 2,
          y + cell / 2 + numberSize * 0.36,
          numberSize,
          Align.MIDDLE,
          Palette.textOn(ground));
    }
  }

  private void drawNames(Rectangle2D area) {
    for (int i = 0; i < count; i++) {
      double middle = (i + 0.5) * cell + size * 0.36;
      canvas.text(
          names.get(i), area.getMinX() - 10, area.getMinY() + middle, size, Align.END, Palette.INK);
      canvas.textUpwards(
          names.get(i), area.getMinX() + middle, area.getMaxY() + 10, size, Align.END, Palette.INK);
    }
  }

  private void drawBar(Rectangle2D area) {
    double x = area.getMaxX() + 28;
    int steps = 256;
    double height = area.getHeight() / steps;
    for (int i = 0; i < steps; i++) {
      // A pixel more, so that no paper shines through between two.
      canvas.fill(
          x,
          area.getMaxY() - (i + 1) * height,
          BAR_PX,
          height + (i == 0 ? 0 : 1),
          Palette.ramp((i + 0.5) / steps));
    }
    Rectangle2D bar = new Rectangle2D.Double(x, area.getMinY(), BAR_PX, area.getHeight());
    canvas.draw(bar, Palette.QUIET, Palette.stroke(1));
    for (double tick : Scale.UNIT.ticks()) {
      double y = bar.getMaxY() - tick * bar.getHeight();
      canvas.line(bar.getMaxX(), y, bar.getMaxX() + 5, y, Palette.QUIET, 1);
      canvas.text(
          Scale.UNIT.text(tick), bar.getMaxX() + 10, y + 5.5, Axes.TEXT, Align.START, Palette.INK);
    }
  }
}
