package dev.baton.worker.yolo.plots;

import dev.baton.worker.yolo.plots.Canvas.Align;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Images of a batch side by side, with boxes. */
public final class BatchPlot {
  private static final int MOST_IMAGES = 16;
  private static final int LONGEST_SIDE_PX = 1920;
  private static final double TEXT = 13;
  private static final Color BETWEEN = new Color(0xF2, 0xF2, 0xF2);

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
    int at = 3 * index * height * width;
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++, at += 3) {
        row[x] =
            (imagesNhwc.get(at) & 0xFF) << 16
                | (imagesNhwc.get(at + 1) & 0xFF) << 8
                | imagesNhwc.get(at + 2) & 0xFF;
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  /** How many images of a batch are drawn. */
  public static int shown(int batch) {
    return Math.min(batch, MOST_IMAGES);
  }

  /**
   * Draws the tiles column by column in a square as far as they fill it, scaled down where that
   * would be too large.
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
    Canvas canvas = new Canvas(columns * width, rows * height, BETWEEN);
    for (int i = 0; i < tiles.size(); i++) {
      Rectangle2D place =
          new Rectangle2D.Double(i / rows * width, i % rows * height, width, height);
      draw(canvas, tiles.get(i), place, classNames);
    }
    return canvas.png();
  }

  private static void draw(Canvas canvas, Tile tile, Rectangle2D place, List<String> classNames) {
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
      String name = classNames.get(box.classId);
      String text =
          box.score.isPresent()
              ? String.format(Locale.ROOT, "%s %.2f", name, box.score.getAsDouble())
              : name;
      double x = place.getX() + box.x1 * scale;
      double y = place.getY() + box.y1 * scale;
      chip(canvas, text, x - 1, Math.max(y, place.getY() + 17), Palette.of(box.classId));
    }
    String name = Canvas.fitted(tile.name, TEXT, place.getWidth() - 16);
    double bottom = place.getMaxY() - 3;
    chip(canvas, name, place.getX() + 3, bottom, new Color(0x26, 0x2B, 0x33));
    canvas.unclip();
    canvas.draw(place, Color.WHITE, Palette.stroke(2));
  }

  /** A text on a ground of its own, whose lower left corner is given. */
  private static void chip(Canvas canvas, String text, double x, double bottom, Color ground) {
    double width = Canvas.textWidth(text, TEXT) + 6;
    canvas.fill(x, bottom - 17, width, 17, ground);
    canvas.text(text, x + 3, bottom - 4, TEXT, Align.START, Palette.textOn(ground));
  }
}
