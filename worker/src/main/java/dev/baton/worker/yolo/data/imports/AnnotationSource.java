package dev.baton.worker.yolo.data.imports;

import java.util.List;

/** A data set in a format that is not YOLO's. */
interface AnnotationSource {

  /**
   * The images of {@code split} in a defined order; empty when the data set has no such split.
   *
   * @throws ImportException naming file and line of what is wrong
   */
  List<SourceImage> images(Split split);

  /** Class names in their order, or empty when that is the order of their first appearance. */
  List<String> classNames();

  /** What was left out while reading, and why. */
  Notes notes();
}
