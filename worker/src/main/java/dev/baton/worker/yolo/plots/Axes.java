package dev.baton.worker.yolo.plots;

import dev.baton.worker.yolo.plots.Canvas.Align;
import java.awt.Color;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * A coordinate system in a rectangle of a canvas.
 *
 * @param area in pixels, without ticks and titles
 */
record Axes(Canvas canvas, Rectangle2D area, Scale x, Scale y) {
  static final double TEXT = 15;
  private static final double TITLE = 17;
  private static final double TICK = 5;

  /** The grid, to be drawn first. */
  Axes grid() {
    for (double tick : x.ticks()) {
      canvas.line(atX(tick), area.getMinY(), atX(tick), area.getMaxY(), Palette.GRID, 1);
    }
    for (double tick : y.ticks()) {
      canvas.line(area.getMinX(), atY(tick), area.getMaxX(), atY(tick), Palette.GRID, 1);
    }
    return this;
  }

  /** Frame, ticks and titles, to be drawn over the curves; titles may be empty. */
  void frame(String title, String xTitle, String yTitle) {
    canvas.draw(area, Palette.QUIET, Palette.stroke(1));
    numberX();
    double widest = numberY();
    double middleX = area.getCenterX();
    canvas.text(xTitle, middleX, area.getMaxY() + 50, TEXT, Align.MIDDLE, Palette.INK);
    double besideNumbers = area.getMinX() - TICK - widest - 18;
    canvas.textUpwards(yTitle, besideNumbers, area.getCenterY(), TEXT, Align.MIDDLE, Palette.INK);
    canvas.text(title, middleX, area.getMinY() - 12, TITLE, Align.MIDDLE, Palette.INK);
  }

  private void numberX() {
    for (double tick : x.ticks()) {
      double at = atX(tick);
      canvas.line(at, area.getMaxY(), at, area.getMaxY() + TICK, Palette.QUIET, 1);
      canvas.text(x.text(tick), at, area.getMaxY() + 23, TEXT, Align.MIDDLE, Palette.INK);
    }
  }

  /**
   * @return width of the widest number
   */
  double numberY() {
    double widest = 0;
    for (double tick : y.ticks()) {
      double at = atY(tick);
      canvas.line(area.getMinX() - TICK, at, area.getMinX(), at, Palette.QUIET, 1);
      canvas.text(y.text(tick), area.getMinX() - TICK - 5, at + 5.5, TEXT, Align.END, Palette.INK);
      widest = Math.max(widest, Canvas.textWidth(y.text(tick), TEXT));
    }
    return widest;
  }

  /** A line through the points; those that are no numbers interrupt it. */
  void curve(double[] xs, double[] ys, Color colour, Stroke stroke) {
    Path2D path = new Path2D.Double();
    boolean isDown = false;
    for (int i = 0; i < xs.length; i++) {
      if (!Double.isFinite(ys[i])) {
        isDown = false;
      } else if (isDown) {
        path.lineTo(atX(xs[i]), atY(ys[i]));
      } else {
        path.moveTo(atX(xs[i]), atY(ys[i]));
        isDown = true;
      }
    }
    // A line along the border is not to be cut in half.
    canvas.clip(
        new Rectangle2D.Double(
            area.getX() - 3, area.getY() - 3, area.getWidth() + 6, area.getHeight() + 6));
    canvas.draw(path, colour, stroke);
    canvas.unclip();
  }

  void dot(double xValue, double yValue, double radius, Color colour) {
    if (Double.isFinite(yValue)) {
      canvas.fill(
          new Ellipse2D.Double(atX(xValue) - radius, atY(yValue) - radius, 2 * radius, 2 * radius),
          colour);
    }
  }

  double atX(double value) {
    return area.getMinX() + x.part(value) * area.getWidth();
  }

  double atY(double value) {
    return area.getMaxY() - y.part(value) * area.getHeight();
  }
}
