package dev.baton.worker.yolo.data.imports;

import java.nio.file.Path;
import java.util.List;

/**
 * One image of a data set that is being imported.
 *
 * @param file where it is
 * @param name what it shall be called: a relative path
 * @param width in pixels
 * @param height in pixels
 * @param annotations where its annotations were read, for messages
 */
record SourceImage(
    Path file, String name, int width, int height, String annotations, List<Box> boxes) {

  SourceImage {
    boxes = List.copyOf(boxes);
  }

  /**
   * An annotated object; edges in pixels of the image.
   *
   * @param line where it was read, from 1, or 0 when that says nothing
   */
  record Box(String className, double left, double top, double right, double bottom, int line) {}
}
