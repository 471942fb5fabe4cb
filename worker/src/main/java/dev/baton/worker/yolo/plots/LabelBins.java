package dev.baton.worker.yolo.plots;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;

/**
 * How often two of a label's numbers come together.
 *
 * @param counts ({@value #BINS}, {@value #BINS}) labels by the bins of the two numbers, which are
 *     parts of the image's sides
 */
record LabelBins(int[][] counts) {
  static final int BINS = 50;

  /**
   * @param rows (N, 5) class, centre x, centre y, width, height as parts of the image's sides
   */
  static LabelBins of(float[] rows, int xColumn, int yColumn) {
    int[][] counts = new int[BINS][BINS];
    for (int i = 0; i < rows.length; i += 5) {
      counts[bin(rows[i + xColumn])][bin(rows[i + yColumn])]++;
    }
    return new LabelBins(counts);
  }

  /** A single number's bins. */
  static int[] of(float[] rows, int column) {
    int[] counts = new int[BINS];
    for (int i = 0; i < rows.length; i += 5) {
      counts[bin(rows[i + column])]++;
    }
    return counts;
  }

  /** Fills an area whose sides are the two numbers from 0 to 1, darker where there are more. */
  void draw(Canvas canvas, Rectangle2D area) {
    int most = Arrays.stream(counts).flatMapToInt(Arrays::stream).max().orElse(0);
    double width = area.getWidth() / BINS;
    double height = area.getHeight() / BINS;
    for (int x = 0; x < BINS; x++) {
      for (int y = 0; y < BINS; y++) {
        if (counts[x][y] > 0) {
          // The root keeps single objects visible beside crowds.
          Color colour = Palette.ramp(0.15 + 0.85 * Math.sqrt((double) counts[x][y] / most));
          canvas.fill(
              area.getMinX() + x * width, area.getMaxY() - (y + 1) * height, width, height, colour);
        }
      }
    }
  }

  private static int bin(float part) {
    return Math.clamp((int) (part * BINS), 0, BINS - 1);
  }
}
