package dev.baton.worker.yolo.plots;

import java.awt.BasicStroke;
import java.awt.Color;

/**
 * Colours that people with any colour vision tell apart (Okabe and Ito 2008, "Color Universal
 * Design"), without the yellow, which is too light on white.
 */
final class Palette {
  static final Color PAPER = Color.WHITE;
  static final Color INK = new Color(0x26, 0x2B, 0x33);
  static final Color QUIET = new Color(0x6B, 0x72, 0x7D);
  static final Color GRID = new Color(0xE3, 0xE6, 0xEA);

  /** Of what nobody wanted; dark enough to be told from the vermilion of a curve. */
  static final Color ALARM = new Color(0xB0, 0x1E, 0x28);

  private static final Color[] COLOURS = {
    new Color(0x00, 0x72, 0xB2), // blue
    new Color(0xD5, 0x5E, 0x00), // vermilion
    new Color(0x00, 0x9E, 0x73), // green
    new Color(0xCC, 0x79, 0xA7), // purple
    new Color(0xE6, 0x9F, 0x00), // orange
    new Color(0x56, 0xB4, 0xE9), // sky
    new Color(0x5B, 0x5B, 0x5B), // grey
  };

  /** Classes that colours alone tell apart. */
  static final int COUNT = COLOURS.length;

  /** Beyond the colours, lines differ in their dashes. */
  private static final float[][] DASHES = {null, {7, 4}, {2, 3}};

  /** From nothing to all, evenly darker (ColorBrewer's Blues). */
  private static final int[] RAMP = {
    0xFFFFFF, 0xDEEBF7, 0xC6DBEF, 0x9ECAE1, 0x6BAED6, 0x4292C6, 0x2171B5, 0x08519C, 0x08306B
  };

  private Palette() {}

  static Color of(int number) {
    return COLOURS[number % COUNT];
  }

  static BasicStroke stroke(int number, float width) {
    float[] dashes = DASHES[number / COUNT % DASHES.length];
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }

  static BasicStroke stroke(float width) {
    return stroke(0, width);
  }

  /**
   * @param part 0 to 1
   */
  static Color ramp(double part) {
    double place = Math.clamp(part, 0, 1) * (RAMP.length - 1);
    int below = Math.min((int) place, RAMP.length - 2);
    return mix(new Color(RAMP[below]), new Color(RAMP[below + 1]), place - below);
  }

  /** Black or white, whichever is read better on {@code ground} (WCAG's relative luminance). */
  static Color textOn(Color ground) {
    double luminance =
        0.2126 * linear(ground.getRed())
            + 0.7152 * linear(ground.getGreen())
            + 0.0722 * linear(ground.getBlue());
    return luminance > 0.3 ? Color.BLACK : Color.WHITE;
  }

  static Color mix(Color from, Color to, double part) {
    return new Color(
        mix(from.getRed(), to.getRed(), part),
        mix(from.getGreen(), to.getGreen(), part),
        mix(from.getBlue(), to.getBlue(), part));
  }

  private static int mix(int from, int to, double part) {
    return (int) Math.round(from + (to - from) * part);
  }

  private static double linear(int channel) {
    return Math.pow(channel / 255.0, 2.2);
  }
}
