package dev.baton.worker.yolo.shapes;

import java.nio.file.Path;

/** A small data set to try a training on: coloured circles, squares and triangles. */
public final class ShapesDataset {
  private ShapesDataset() {}

  /**
   * Draws a YOLO-format data set into {@code dir}; equal arguments give equal files.
   *
   * @param train training images
   * @param val validation images
   * @param sizePx side of the images
   * @return path of the data.yaml
   */
  public static Path draw(Path dir, long seed, int train, int val, int sizePx) {
    throw new UnsupportedOperationException();
  }
}
