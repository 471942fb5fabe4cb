package dev.baton.worker.yolo.plots;

import dev.baton.worker.yolo.plots.Canvas.Align;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code labels.png}: how many objects of each class, how large they are and where they lie. */
public final class LabelsPlot {
  static final int PANEL_PX = 640;
  static final int WIDTH_PX = 2 * PANEL_PX + 40;
  private static final int MOST_BOXES = 1000;

  /** With more classes names would run into each other. */
  private static final int MOST_NAMES = 30;

  private final Canvas canvas;
  private final List<String> classNames;
  private final float[] rows;

  LabelsPlot(Canvas canvas, List<String> classNames, float[] rows) {
    this.canvas = canvas;
    this.classNames = classNames;
    this.rows = rows;
  }

  /**
   * @param rows (N, 5) class, centre x, centre y, width, height as parts of the image's sides
   */
  public static byte[] draw(List<String> classNames, float[] rows) {
    Canvas canvas = new Canvas(WIDTH_PX, WIDTH_PX, Palette.PAPER);
    LabelsPlot plot = new LabelsPlot(canvas, classNames, rows);
    plot.drawClasses(panel(0, 0));
    plot.drawBoxes(panel(1, 0));
    plot.drawDensity(panel(0, PANEL_PX), 1, 2, "Centres", "x", "y");
    plot.drawSizes(panel(1, PANEL_PX));
    return canvas.png();
  }

  static Rectangle2D panel(int column, int top) {
    return new Rectangle2D.Double(
        column * PANEL_PX + 110, top + 55, PANEL_PX - 130, PANEL_PX - 155);
  }

  /** How often sides of a box come together. */
  void drawSizes(Rectangle2D area) {
    drawDensity(area, 3, 4, "Sizes", "width", "height");
  }

  /** How many objects each class has. */
  void drawClasses(Rectangle2D area) {
    int classes = classNames.size();
    int[] counts = new int[classes];
    for (int i = 0; i < rows.length; i += 5) {
      counts[(int) rows[i]]++;
    }
    int most = Arrays.stream(counts).max().orElse(0);
    Axes axes =
        new Axes(canvas, area, new Scale(-0.5, classes - 0.5, classes), Scale.fromZero(most, 4));
    for (double tick : axes.y().ticks()) {
      canvas.line(area.getMinX(), axes.atY(tick), area.getMaxX(), axes.atY(tick), Palette.GRID, 1);
    }
    double slot = area.getWidth() / classes;
    for (int c = 0; c < classes; c++) {
      double width = Math.max(1, Math.min(slot * 0.8, 120));
      double top = axes.atY(counts[c]);
      canvas.fill(axes.atX(c) - width / 2, top, width, area.getMaxY() - top, Palette.of(c));
      if (classes <= MOST_NAMES && counts[c] > 0 && slot > 36) {
        canvas.text(count(counts[c]), axes.atX(c), top - 6, 13, Align.MIDDLE, Palette.QUIET);
      }
    }
    canvas.draw(area, Palette.QUIET, Palette.stroke(1));
    double widest = axes.numberY();
    canvas.textUpwards(
        "objects", area.getMinX() - widest - 24, area.getCenterY(), 15, Align.MIDDLE, Palette.INK);
    canvas.text("Classes", area.getCenterX(), area.getMinY() - 12, 17, Align.MIDDLE, Palette.INK);
    nameClasses(axes, slot);
  }

  private void nameClasses(Axes axes, double slot) {
    double below = axes.area().getMaxY();
    int classes = classNames.size();
    if (classes > MOST_NAMES) {
      canvas.text(
          "%d classes, from %s to %s"
              .formatted(classes, classNames.getFirst(), classNames.getLast()),
          axes.area().getCenterX(),
          below + 23,
          15,
          Align.MIDDLE,
          Palette.INK);
      return;
    }
    boolean isFlat = classNames.stream().allMatch(name -> Canvas.textWidth(name, 15) < slot - 6);
    for (int c = 0; c < classes; c++) {
      if (isFlat) {
        canvas.text(classNames.get(c), axes.atX(c), below + 23, 15, Align.MIDDLE, Palette.INK);
      } else {
        double size = Math.min(15, slot * 0.9);
        String name = Canvas.fitted(classNames.get(c), size, 94);
        canvas.textUpwards(
            name, axes.atX(c) + size * 0.36, below + 8, size, Align.END, Palette.INK);
      }
    }
  }

  /** The first boxes, all moved to the middle. */
  private void drawBoxes(Rectangle2D area) {
    double side = Math.min(area.getWidth(), area.getHeight());
    Rectangle2D square =
        new Rectangle2D.Double(area.getCenterX() - side / 2, area.getMinY(), side, side);
    canvas.clip(square);
    for (int i = 0; i < rows.length && i < 5 * MOST_BOXES; i += 5) {
      double width = rows[i + 3] * side;
      double height = rows[i + 4] * side;
      Color colour = Palette.of((int) rows[i]);
      canvas.draw(
          new Rectangle2D.Double(
              square.getCenterX() - width / 2, square.getCenterY() - height / 2, width, height),
          new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 130),
          Palette.stroke(1));
    }
    canvas.unclip();
    canvas.draw(square, Palette.QUIET, Palette.stroke(1));
    int shown = Math.min(MOST_BOXES, rows.length / 5);
    canvas.text(
        "Boxes, centred", area.getCenterX(), area.getMinY() - 12, 17, Align.MIDDLE, Palette.INK);
    canvas.text(
        "%s of %s, as parts of their image".formatted(count(shown), count(rows.length / 5)),
        area.getCenterX(),
        square.getMaxY() + 23,
        15,
        Align.MIDDLE,
        Palette.INK);
  }

  private void drawDensity(
      Rectangle2D area, int xColumn, int yColumn, String title, String xTitle, String yTitle) {
    Axes axes = new Axes(canvas, area, Scale.UNIT, Scale.UNIT).grid();
    LabelBins.of(rows, xColumn, yColumn).draw(canvas, area);
    axes.frame(title, xTitle, yTitle);
  }

  private static String count(int objects) {
    return String.format(Locale.ROOT, "%,d", objects);
  }
}
