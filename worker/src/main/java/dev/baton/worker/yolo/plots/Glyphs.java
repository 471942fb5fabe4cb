package dev.baton.worker.yolo.plots;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The letters of DejaVu Sans as outlines. A Java without fonts, as servers have it, cannot draw
 * text in another way. Immutable.
 */
final class Glyphs {
  private static final String RESOURCE = "glyphs.txt";
  private static final double UNITS_PER_EM = 1000;

  /** Stands for every letter that is not there. */
  private static final int BOX = '□';

  static final Glyphs SANS = read();

  private final Map<Integer, Glyph> glyphs;

  /**
   * @param advance to the next letter
   */
  private record Glyph(double advance, Path2D outline) {}

  private Glyphs(Map<Integer, Glyph> glyphs) {
    this.glyphs = glyphs;
  }

  /** Width of a text in pixels, of letters of {@code size} pixels. */
  double width(String text, double size) {
    double units = text.codePoints().mapToDouble(letter -> glyph(letter).advance).sum();
    return units * size / UNITS_PER_EM;
  }

  /** The outline of a text that begins at the origin, which lies on its baseline. */
  Path2D outline(String text, double size) {
    Path2D outline = new Path2D.Double();
    double scale = size / UNITS_PER_EM;
    double x = 0;
    for (int letter : text.codePoints().toArray()) {
      Glyph glyph = glyph(letter);
      AffineTransform place = new AffineTransform(scale, 0, 0, scale, x, 0);
      outline.append(glyph.outline.getPathIterator(place), false);
      x += glyph.advance * scale;
    }
    return outline;
  }

  private Glyph glyph(int letter) {
    return glyphs.getOrDefault(letter, glyphs.get(BOX));
  }

  private static Glyphs read() {
    try (InputStream stream = Glyphs.class.getResourceAsStream(RESOURCE)) {
      return of(new String(stream.readAllBytes(), UTF_8).lines().toList());
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read the resource " + RESOURCE, e);
    }
  }

  private static Glyphs of(List<String> lines) {
    Map<Integer, Glyph> glyphs = new HashMap<>();
    for (String line : lines) {
      if (!line.startsWith("#")) {
        String[] parts = line.split(" ");
        Path2D outline = new Path2D.Double(Path2D.WIND_NON_ZERO);
        for (int i = 2; i < parts.length; i++) {
          append(outline, parts[i]);
        }
        glyphs.put(Integer.parseInt(parts[0], 16), new Glyph(Integer.parseInt(parts[1]), outline));
      }
    }
    return new Glyphs(Map.copyOf(glyphs));
  }

  private static void append(Path2D outline, String segment) {
    if (segment.equals("Z")) {
      outline.closePath();
      return;
    }
    String[] numbers = segment.substring(1).split(",");
    double[] at = new double[numbers.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = Integer.parseInt(numbers[i]);
    }
    switch (segment.charAt(0)) {
      case 'M' -> outline.moveTo(at[0], at[1]);
      case 'L' -> outline.lineTo(at[0], at[1]);
      case 'Q' -> outline.quadTo(at[0], at[1], at[2], at[3]);
      case 'C' -> outline.curveTo(at[0], at[1], at[2], at[3], at[4], at[5]);
      default -> throw new IllegalStateException("A path segment " + segment);
    }
  }
}
