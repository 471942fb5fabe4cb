package dev.baton.worker.yolo.model;

import java.util.List;

/**
 * Centres of the cells of all levels, level by level, row by row.
 *
 * @param points (2, A): every x, then every y, in units of the cell's stride
 * @param strides (A), in pixels
 */
public record AnchorGrid(float[] points, float[] strides) {

  /**
   * Height and width of a level's map in cells.
   *
   * @param height rows
   * @param width columns
   */
  public record Level(int height, int width) {}

  /**
   * Lays out the cells.
   *
   * @param levels of strides 8, 16, 32
   */
  public static AnchorGrid of(List<Level> levels) {
    int count = levels.stream().mapToInt(level -> level.height() * level.width()).sum();
    float[] points = new float[2 * count];
    float[] strides = new float[count];
    int anchor = 0;
    for (int i = 0; i < levels.size(); i++) {
      for (int y = 0; y < levels.get(i).height(); y++) {
        for (int x = 0; x < levels.get(i).width(); x++) {
          points[anchor] = x + 0.5f;
          points[count + anchor] = y + 0.5f;
          strides[anchor] = Network.STRIDES.get(i);
          anchor++;
        }
      }
    }
    return new AnchorGrid(points, strides);
  }

  /** Anchor points of all levels, A. */
  public int count() {
    return strides.length;
  }
}
