package dev.baton.worker.yolo.plots;

import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.plots.Canvas.Align;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** What was found in an image, drawn onto it. */
public final class PredictionPlot {
  /** Of the mean side, so that a drawing looks the same on small and large images. */
  private static final double LINE_PART = 0.003;

  private static final int THINNEST_PX = 2;
  private static final double LETTERS_PER_LINE = 5.5;
  private static final double SMALLEST_LETTERS_PX = 11;

  private PredictionPlot() {}

  /** What is written at a box. */
  public enum Caption {
    NOTHING,
    NAME,
    NAME_AND_SCORE
  }

  /**
   * How boxes look.
   *
   * @param linePx thickness of their lines; empty to follow from the image's size
   */
  public record Style(OptionalInt linePx, Caption caption) {}

  /**
   * Draws boxes, the best one last and so on top.
   *
   * @param image to draw onto
   * @param found by descending score, in pixels of the image
   */
  public static void draw(
      BufferedImage image, List<Detection> found, List<String> classNames, Style style) {
    double mean = (image.getWidth() + image.getHeight()) / 2.0;
    int line = style.linePx.orElse(Math.max(THINNEST_PX, (int) Math.round(mean * LINE_PART)));
    Canvas canvas = new Canvas(image);
    for (Detection box : found.reversed()) {
      var frame =
          new Rectangle2D.Double(
              box.x1(), box.y1(), box.x2() - box.x1(), (double) box.y2() - box.y1());
      canvas.draw(frame, Palette.of(box.classId()), Palette.stroke(line));
    }
    for (Detection box : found.reversed()) { // over all frames
      caption(canvas, box, text(box, classNames, style.caption), line);
    }
  }

  private static String text(Detection box, List<String> classNames, Caption caption) {
    String name = classNames.get(box.classId());
    return switch (caption) {
      case NOTHING -> "";
      case NAME -> name;
      case NAME_AND_SCORE -> String.format(Locale.ROOT, "%s %.2f", name, box.score());
    };
  }

  /** On a ground of its own above the box or, where the image ends, inside of it. */
  private static void caption(Canvas canvas, Detection box, String text, int line) {
    if (text.isEmpty()) {
      return;
    }
    double size = Math.max(SMALLEST_LETTERS_PX, LETTERS_PER_LINE * line);
    double height = 1.3 * size;
    double width = Canvas.textWidth(text, size) + 0.5 * size;
    double outer = line / 2.0;
    double x = Math.clamp(box.x1() - outer, 0, Math.max(0, canvas.width() - width));
    double above = box.y1() + outer - height;
    double y = above >= 0 ? above : Math.max(0, box.y1() - outer);
    Color ground = Palette.of(box.classId());
    canvas.fill(x, y, width, height, ground);
    canvas.text(text, x + 0.25 * size, y + 0.97 * size, size, Align.START, Palette.textOn(ground));
  }
}
