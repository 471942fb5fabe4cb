package dev.baton.worker.yolo.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The true boxes of a batch, as many rows for each image. Rows that fill up have class 0 and a box
 * of zeros, which the loss leaves out.
 *
 * @param classes (B, N) int64
 * @param boxesXyxy (B, N, 4) left, top, right, bottom in pixels of the network's input
 */
public record Targets(NDArray classes, NDArray boxesXyxy) {
  private static final int ROW = 6;

  /**
   * Sorts rows into images, keeping their order.
   *
   * @param rows (M, 6) image, class, centre x, centre y, width, height; coordinates as parts of the
   *     network's input
   * @param manager owner of the arrays
   */
  public static Targets of(NDManager manager, float[] rows, int batch, int height, int width) {
    int[] counts = new int[batch];
    int most = 1; // never empty: a row of zeros takes no part either
    for (int i = 0; i < rows.length; i += ROW) {
      most = Math.max(most, ++counts[(int) rows[i]]);
    }
    long[] classes = new long[batch * most];
    float[] boxes = new float[4 * batch * most];
    int[] filled = new int[batch];
    for (int i = 0; i < rows.length; i += ROW) {
      int image = (int) rows[i];
      int target = image * most + filled[image]++;
      classes[target] = (long) rows[i + 1];
      float centreX = rows[i + 2] * width;
      float centreY = rows[i + 3] * height;
      float halfWidth = rows[i + 4] * width / 2;
      float halfHeight = rows[i + 5] * height / 2;
      boxes[4 * target] = centreX - halfWidth;
      boxes[4 * target + 1] = centreY - halfHeight;
      boxes[4 * target + 2] = centreX + halfWidth;
      boxes[4 * target + 3] = centreY + halfHeight;
    }
    return new Targets(
        manager.create(classes, new Shape(batch, most)),
        manager.create(boxes, new Shape(batch, most, 4)));
  }
}
