package dev.baton.worker.yolo.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which classes are taken for which. A detection is given to the label that it overlaps most,
 * whatever their classes, and a label to the detection that overlaps it most among those that were
 * given to it. Images without labels do not count, and detections without a label only where their
 * image has a match. Not thread-safe.
 */
public final class ConfusionMatrix {
  private static final float LEAST_SCORE = 0.25f;
  private static final float LEAST_IOU = 0.45f;

  private final int classes;
  private final long[][] counts;

  /** A label and a detection that overlap. */
  private record Pair(int label, int detection, float iou) {}

  /**
   * @param classes of the data set
   */
  public ConfusionMatrix(int classes) {
    this.classes = classes;
    this.counts = new long[classes + 1][classes + 1];
  }

  /** Classes of the data set; that number itself stands for the background. */
  public int classes() {
    return classes;
  }

  /**
   * How often one was taken for the other.
   *
   * @param predicted class, or {@link #classes} for the background: the object was missed
   * @param actual class, or {@link #classes} for the background: there was nothing
   */
  public long count(int predicted, int actual) {
    return counts[predicted][actual];
  }

  /** The part of what is really {@code actual} that was taken for {@code predicted}. */
  public double share(int predicted, int actual) {
    if (counts[predicted][actual] == 0) {
      return 0; // as nearly all are where classes are many
    }
    long all = 0;
    for (long[] row : counts) {
      all += row[actual];
    }
    return counts[predicted][actual] / (all + 1e-9);
  }

  /**
   * Adds one image; boxes of both lists are in pixels of that image.
   *
   * @param found by descending score
   */
  public void add(List<Detection> found, List<GroundTruth> labels) {
    if (labels.isEmpty()) {
      return;
    }
    List<Detection> detections = found.stream().filter(d -> d.score() > LEAST_SCORE).toList();
    int[] labelOf = new int[detections.size()];
    Arrays.fill(labelOf, -1);
    boolean[] isMatched = new boolean[labels.size()];
    boolean hasMatch = false;
    for (Pair pair : bestOfDetections(detections, labels)) {
      if (!isMatched[pair.label]) {
        isMatched[pair.label] = true;
        labelOf[pair.detection] = pair.label;
        hasMatch = true;
      }
    }
    for (int l = 0; l < isMatched.length; l++) {
      if (!isMatched[l]) {
        counts[classes][labels.get(l).classId()]++;
      }
    }
    for (int d = 0; d < labelOf.length; d++) {
      if (labelOf[d] >= 0) {
        counts[detections.get(d).classId()][labels.get(labelOf[d]).classId()]++;
      } else if (hasMatch) {
        counts[detections.get(d).classId()][classes]++;
      }
    }
  }

  /** The best pair of each detection, by descending overlap; of equals the higher score first. */
  private static List<Pair> bestOfDetections(List<Detection> detections, List<GroundTruth> labels) {
    List<Pair> best = new ArrayList<>();
    for (int d = 0; d < detections.size(); d++) {
      Pair own = new Pair(-1, d, LEAST_IOU);
      for (int l = 0; l < labels.size(); l++) {
        float iou = Matching.iou(labels.get(l), detections.get(d));
        if (iou > own.iou) {
          own = new Pair(l, d, iou);
        }
      }
      if (own.label >= 0) {
        best.add(own);
      }
    }
    best.sort(Comparator.comparing(Pair::iou).reversed()); // stable
    return best;
  }
}
