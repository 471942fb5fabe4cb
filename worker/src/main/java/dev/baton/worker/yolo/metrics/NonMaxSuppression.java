package dev.baton.worker.yolo.metrics;

import java.nio.FloatBuffer;
import java.util.List;

/** Greedy non-maximum suppression of one image's decoded predictions. */
public final class NonMaxSuppression {

  /**
   * @param confidence candidates need a higher score
   * @param iou a box that overlaps a better one of its class by more is dropped
   * @param maxDetections boxes kept per image
   * @param isMultiLabel whether one anchor point may give a box of several classes
   * @param isClassAgnostic whether boxes of different classes suppress each other
   */
  public record Settings(
      float confidence,
      float iou,
      int maxDetections,
      boolean isMultiLabel,
      boolean isClassAgnostic) {

    /** Those of validation. */
    public static final Settings VALIDATION = new Settings(0.001f, 0.7f, 300, true, false);

    /** Those of detection. */
    public static final Settings DETECTION = new Settings(0.25f, 0.45f, 1000, false, false);
  }

  private NonMaxSuppression() {}

  /**
   * @param decoded (4 + C, A), read from its position, which does not change: centre x, centre y,
   *     width, height in pixels, then a score for each class
   * @return by descending score; candidates of equal score in the order of anchor, then class
   */
  public static List<Detection> suppress(
      FloatBuffer decoded, int classes, int anchors, Settings settings) {
    throw new UnsupportedOperationException();
  }
}
