package dev.baton.worker.yolo.metrics;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Greedy non-maximum suppression of one image's decoded predictions, in FP32. It takes as long as
 * it takes: a time limit would make the metrics depend on the machine.
 */
public final class NonMaxSuppression {

  /** Best candidates that are looked at. */
  private static final int MAX_CANDIDATES = 30_000;

  /** Moves each class to a place of its own; boxes are much smaller. */
  private static final float CLASS_OFFSET_PX = 7680;

  /** What one anchor point may give. */
  public enum Labels {
    /** A box of every class whose score suffices. */
    MULTIPLE,
    /** A box of the best class. */
    SINGLE
  }

  /** Which boxes suppress each other. */
  public enum Rivals {
    SAME_CLASS,
    ANY_CLASS
  }

  /**
   * @param confidence candidates need a higher score
   * @param iou a box that overlaps a better rival by more is dropped
   * @param maxDetections boxes kept per image
   * @param classes candidates of others are dropped; empty for all
   */
  public record Settings(
      float confidence,
      float iou,
      int maxDetections,
      Labels labels,
      Rivals rivals,
      Set<Integer> classes) {

    public Settings {
      classes = Set.copyOf(classes);
    }

    /** Those that want all classes. */
    public Settings(float confidence, float iou, int maxDetections, Labels labels, Rivals rivals) {
      this(confidence, iou, maxDetections, labels, rivals, Set.of());
    }

    /** Those of validation. */
    public static final Settings VALIDATION =
        new Settings(0.001f, 0.7f, 300, Labels.MULTIPLE, Rivals.SAME_CLASS);

    /** Those of detection. */
    public static final Settings DETECTION =
        new Settings(0.25f, 0.45f, 1000, Labels.SINGLE, Rivals.SAME_CLASS);

    /** The same with other rivals. */
    public Settings with(Rivals others) {
      return new Settings(confidence, iou, maxDetections, labels, others, classes);
    }

    private boolean wants(int classId) {
      return classes.isEmpty() || classes.contains(classId);
    }
  }

  private NonMaxSuppression() {}

  /**
   * @param decoded (4 + C, A), read from its position, which does not change: centre x, centre y,
   *     width, height in pixels, then a score for each class
   * @return by descending score; candidates of equal score in the order of anchor, then class
   */
  public static List<Detection> suppress(
      FloatBuffer decoded, int classes, int anchors, Settings settings) {
    Predictions predictions = new Predictions(decoded.slice(), classes, anchors);
    long[] best = best(predictions, settings);
    Rectangles boxes = new Rectangles(best.length);
    int[] alive = new int[best.length];
    for (int i = 0; i < best.length; i++) {
      Detection box = predictions.detection(candidate(best[i]));
      float offset = settings.rivals == Rivals.ANY_CLASS ? 0 : box.classId() * CLASS_OFFSET_PX;
      boxes.set(i, box, offset);
      alive[i] = i;
    }
    int count = best.length;
    List<Detection> kept = new ArrayList<>();
    while (count > 0 && kept.size() < settings.maxDetections) {
      kept.add(predictions.detection(candidate(best[alive[0]])));
      count = boxes.survivors(alive, count, settings.iou);
    }
    return kept;
  }

  /** Boxes by number, moved apart by class, in arrays: thousands of them meet each other. */
  private static final class Rectangles {
    private final float[] x1;
    private final float[] y1;
    private final float[] x2;
    private final float[] y2;
    private final float[] area;

    Rectangles(int count) {
      x1 = new float[count];
      y1 = new float[count];
      x2 = new float[count];
      y2 = new float[count];
      area = new float[count];
    }

    void set(int i, Detection box, float offset) {
      x1[i] = box.x1() + offset;
      y1[i] = box.y1() + offset;
      x2[i] = box.x2() + offset;
      y2[i] = box.y2() + offset;
      area[i] = (x2[i] - x1[i]) * (y2[i] - y1[i]);
    }

    /**
     * Moves to the front, in their order, those of the first {@code count} numbers that survive the
     * first of them, which itself does not stay.
     *
     * @return how many they are
     */
    int survivors(int[] numbers, int count, float threshold) {
      int best = numbers[0];
      int survivors = 0;
      for (int k = 1; k < count; k++) {
        if (!isSuppressed(best, numbers[k], threshold)) {
          numbers[survivors++] = numbers[k];
        }
      }
      return survivors;
    }

    private boolean isSuppressed(int best, int other, float threshold) {
      float width = Math.min(x2[best], x2[other]) - Math.max(x1[best], x1[other]);
      float height = Math.min(y2[best], y2[other]) - Math.max(y1[best], y1[other]);
      if (width <= 0 || height <= 0) {
        return false;
      }
      float overlap = width * height;
      return overlap / (area[best] + area[other] - overlap) > threshold;
    }
  }

  /** Sort keys of the best candidates, best first; see {@link #key}. */
  private static long[] best(Predictions predictions, Settings settings) {
    long[] keys = new long[256];
    int count = 0;
    for (int anchor = 0; anchor < predictions.anchors; anchor++) {
      int first = settings.labels == Labels.SINGLE ? predictions.bestClass(anchor) : 0;
      int last = settings.labels == Labels.SINGLE ? first : predictions.classes - 1;
      for (int c = first; c <= last; c++) {
        float score = predictions.score(anchor, c);
        if (score > settings.confidence && settings.wants(c)) {
          if (count == keys.length) {
            keys = Arrays.copyOf(keys, 2 * count);
          }
          keys[count++] = key(score, anchor * predictions.classes + c);
        }
      }
    }
    keys = Arrays.copyOf(keys, count);
    Arrays.sort(keys);
    return count > MAX_CANDIDATES ? Arrays.copyOf(keys, MAX_CANDIDATES) : keys;
  }

  /**
   * Ascending keys are descending scores, then ascending candidates: the bits of positive floats
   * are in the order of their values.
   */
  private static long key(float score, int candidate) {
    return (long) ~Float.floatToIntBits(score) << 32 | candidate;
  }

  private static int candidate(long key) {
    return (int) key;
  }

  /** Decoded predictions; candidate i is class i mod C of anchor i div C. */
  private record Predictions(FloatBuffer values, int classes, int anchors) {

    float score(int anchor, int classId) {
      return values.get((4 + classId) * anchors + anchor);
    }

    int bestClass(int anchor) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (score(anchor, c) > score(anchor, best)) {
          best = c;
        }
      }
      return best;
    }

    Detection detection(int candidate) {
      int anchor = candidate / classes;
      float centreX = values.get(anchor);
      float centreY = values.get(anchors + anchor);
      float halfWidth = values.get(2 * anchors + anchor) / 2;
      float halfHeight = values.get(3 * anchors + anchor) / 2;
      int classId = candidate % classes;
      return new Detection(
          centreX - halfWidth,
          centreY - halfHeight,
          centreX + halfWidth,
          centreY + halfHeight,
          score(anchor, classId),
          classId);
    }
  }
}
