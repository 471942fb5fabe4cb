package dev.baton.worker.yolo.plots;

import dev.baton.worker.yolo.plots.Canvas.Align;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Images of a batch side by side, with boxes. */
public final class BatchPlot {
  private static final int MOST_IMAGES = 16;
  private static final int LONGEST_SIDE_PX = 1920;
  private static final double TEXT = 11;
  private static final double CHIP_PX = 13;
  static final int LEGEND_PX = 30;

  private BatchPlot() {}

  /** A box in pixels of its image; a score for what was found, none for what is there. */
  public record Box(
      double x1, double y1, double x2, double y2, int classId, OptionalDouble score) {}

  /**
   * An image of a batch.
   *
   * @param name written into its corner
   */
  public record Tile(BufferedImage image, List<Box> boxes, String name) {
    public Tile {
      boxes = List.copyOf(boxes);
    }
  }

  /**
   * Copies an image out of a batch.
   *
   * @param imagesNhwc (B, height, width, 3) uint8, RGB
   */
  public static BufferedImage image(ByteBuffer imagesNhwc, int index, int height, int width) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int at = 3 * index * height * width;
    for (int i = 0; i < pixels.length; i++, at += 3) {
      pixels[i] =
          (imagesNhwc.get(at) & 0xFF) << 16
              | (imagesNhwc.get(at + 1) & 0xFF) << 8
              | imagesNhwc.get(at + 2) & 0xFF;
    }
    return image;
  }

  /** How many images of a batch are drawn. */
  public static int shown(int batch) {
    return Math.min(batch, MOST_IMAGES);
  }

  /**
   * Draws the tiles column by column in a square as far as they fill it, scaled down where that
   * would be too large. Few classes are told apart by colour, with a legend; many by name.
   *
   * @param tiles of equal size, at most {@link #shown}, at least one
   */
  public static byte[] draw(List<Tile> tiles, List<String> classNames) {
    int rows = (int) Math.ceil(Math.sqrt(tiles.size()));
    int columns = Math.ceilDiv(tiles.size(), rows);
    BufferedImage first = tiles.getFirst().image;
    double longest = Math.max(columns * first.getWidth(), rows * first.getHeight());
    double scale = Math.min(1, LONGEST_SIDE_PX / longest);
    int width = (int) Math.round(scale * first.getWidth());
    int height = (int) Math.round(scale * first.getHeight());
    boolean hasLegend = classNames.size() <= Palette.COUNT;
    int top = hasLegend ? LEGEND_PX : 0;
    Canvas canvas = new Canvas(columns * width, rows * height + top, Palette.PAPER);
    if (hasLegend) {
      drawLegend(canvas, classNames);
    }
    for (int i = 0; i < tiles.size(); i++) {
      Rectangle2D place =
          new Rectangle2D.Double(i / rows * width, top + i % rows * height, width, height);
      draw(canvas, tiles.get(i), place, hasLegend ? List.of() : classNames);
    }
    return canvas.png();
  }

  static void drawLegend(Canvas canvas, List<String> classNames) {
    double slot = (double) canvas.width() / classNames.size();
    double x = 8;
    for (int c = 0; c < classNames.size(); c++) {
      String name = Canvas.fitted(classNames.get(c), Axes.TEXT, slot - 34);
      canvas.fill(x, 8, 14, 14, Palette.of(c));
      canvas.text(name, x + 20, 20, Axes.TEXT, Align.START, Palette.INK);
      x += 20 + Canvas.textWidth(name, Axes.TEXT) + 22;
    }
  }

  /**
   * @param place of the tile's proportions
   * @param names of the classes, or none where colours say it
   */
  static void draw(Canvas canvas, Tile tile, Rectangle2D place, List<String> names) {
    canvas.clip(place);
    canvas.image(tile.image, place.getX(), place.getY(), place.getWidth(), place.getHeight());
    double scale = place.getWidth() / tile.image.getWidth();
    for (Box box : tile.boxes) {
      Rectangle2D frame =
          new Rectangle2D.Double(
              place.getX() + box.x1 * scale,
              place.getY() + box.y1 * scale,
              (box.x2 - box.x1) * scale,
              (box.y2 - box.y1) * scale);
      canvas.draw(frame, Palette.of(box.classId), Palette.stroke(2));
    }
    for (Box box : tile.boxes) { // over all frames
      double x = place.getX() + box.x1 * scale - 1;
      double y = Math.max(place.getY() + box.y1 * scale, place.getY() + CHIP_PX);
      chip(canvas, text(box, names), x, y, Palette.of(box.classId));
    }
    String name = Canvas.fitted(tile.name, TEXT, place.getWidth() - 16);
    chip(canvas, name, place.getX() + 2, place.getMaxY() - 2, Palette.INK);
    canvas.unclip();
    canvas.draw(place, Palette.PAPER, Palette.stroke(2));
  }

  private static String text(Box box, List<String> names) {
    String name = names.isEmpty() ? "" : names.get(box.classId);
    return box.score.isPresent()
        ? String.format(Locale.ROOT, "%s %.2f", name, box.score.getAsDouble()).strip()
        : name;
  }

  /** A text, if there is one, on a ground of its own, whose lower left corner is given. */
  private static void chip(Canvas canvas, String text, double x, double bottom, Color ground) {
    if (!text.isEmpty()) {
      double width = Canvas.textWidth(text, TEXT) + 4;
      canvas.fill(x, bottom - CHIP_PX, width, CHIP_PX, ground);
      canvas.text(text, x + 2, bottom - 3, TEXT, Align.START, Palette.textOn(ground));
    }
  }
}
