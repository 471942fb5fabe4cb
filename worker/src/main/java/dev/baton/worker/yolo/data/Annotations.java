package dev.baton.worker.yolo.data;

import java.util.List;

/**
 * The ground truth of one image. The arrays are shared, not copied: nobody may change them.
 *
 * @param rows (N, 5) class, centre x, centre y, width, height; coordinates as parts of the image's
 *     width and height, in [0, 1]
 * @param polygons empty, or N outlines of x, y pairs in the same units and the order of the rows
 */
public record Annotations(float[] rows, List<float[]> polygons) {

  static final Annotations NONE = new Annotations(new float[0], List.of());

  public Annotations {
    polygons = List.copyOf(polygons);
  }

  /** N, the number of objects. */
  public int count() {
    return rows.length / 5;
  }
}
