package dev.baton.worker.yolo.plots;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** An image to draw on: lengths in pixels, y downwards. One thread uses it. */
final class Canvas {
  static {
    // Drawing into memory needs no screen, and a worker must not look for one.
    System.setProperty("java.awt.headless", System.getProperty("java.awt.headless", "true"));
  }

  private final BufferedImage image;
  private final Graphics2D graphics;

  /** Where a text lies at its point, from left to right as it is read. */
  enum Align {
    START(0),
    MIDDLE(0.5),
    END(1);

    private final double part;

    Align(double part) {
      this.part = part;
    }
  }

  Canvas(int width, int height, Color ground) {
    this(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
    graphics.setColor(ground);
    graphics.fillRect(0, 0, width, height);
  }

  /** To draw onto a picture, which is changed. */
  Canvas(BufferedImage image) {
    this.image = image;
    graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
  }

  int width() {
    return image.getWidth();
  }

  int height() {
    return image.getHeight();
  }

  void fill(Shape shape, Color colour) {
    graphics.setColor(colour);
    graphics.fill(shape);
  }

  void fill(double x, double y, double width, double height, Color colour) {
    fill(new Rectangle2D.Double(x, y, width, height), colour);
  }

  void draw(Shape shape, Color colour, Stroke stroke) {
    graphics.setColor(colour);
    graphics.setStroke(stroke);
    graphics.draw(shape);
  }

  void line(double x1, double y1, double x2, double y2, Color colour, float width) {
    Path2D line = new Path2D.Double();
    line.moveTo(x1, y1);
    line.lineTo(x2, y2);
    draw(line, colour, Palette.stroke(width));
  }

  /** What is drawn until {@link #unclip} stays inside of {@code area}. */
  void clip(Rectangle2D area) {
    graphics.setClip(area);
  }

  void unclip() {
    graphics.setClip(null);
  }

  /**
   * @param y of the baseline
   * @param size of the letters; capitals are about 0.73 of it high
   */
  void text(String text, double x, double y, double size, Align align, Color colour) {
    double start = x - align.part * textWidth(text, size);
    place(text, size, AffineTransform.getTranslateInstance(start, y), colour);
  }

  /** A text that is read from below; {@code x} is that of its baseline. */
  void textUpwards(String text, double x, double y, double size, Align align, Color colour) {
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.quadrantRotate(-1);
    place.translate(-align.part * textWidth(text, size), 0);
    place(text, size, place, colour);
  }

  private void place(String text, double size, AffineTransform place, Color colour) {
    fill(place.createTransformedShape(Glyphs.SANS.outline(text, size)), colour);
  }

  static double textWidth(String text, double size) {
    return Glyphs.SANS.width(text, size);
  }

  /**
   * As much of a text as is at most {@code width} wide, with an ellipsis where something is cut.
   */
  static String fitted(String text, double size, double width) {
    if (textWidth(text, size) <= width) {
      return text;
    }
    int length = text.length();
    while (length > 1 && textWidth(text.substring(0, length) + "…", size) > width) {
      length--;
    }
    return text.substring(0, length) + "…";
  }

  void image(BufferedImage other, double x, double y, double width, double height) {
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.scale(width / other.getWidth(), height / other.getHeight());
    graphics.drawImage(other, place, null);
  }

  /** What has been drawn, as PNG; nothing can be drawn any more. */
  byte[] png() {
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write into memory", e);
    }
    return bytes.toByteArray();
  }
}
