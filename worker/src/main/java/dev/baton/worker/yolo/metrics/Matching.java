package dev.baton.worker.yolo.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which detections of an image are right. At each threshold a detection is given to the label of
 * its class that it overlaps most, and a label to the first (most confident) detection that was
 * given to it; so a label that no detection overlaps most stays without one.
 */
final class Matching {

  /** 0.50, 0.55, …, 0.95. */
  static final int THRESHOLDS = 10;

  private static final float EPSILON = 1e-7f;

  /** A label and a detection of its class that overlap. */
  private record Pair(int label, int detection, float iou) {}

  private Matching() {}

  static float threshold(int i) {
    return (float) (0.5 + 0.05 * i);
  }

  /**
   * @param detections by descending score
   * @return (detections, thresholds), whether the detection is right at the threshold
   */
  static boolean[][] match(List<Detection> detections, List<GroundTruth> labels) {
    List<Pair> pairs = new ArrayList<>();
    for (int l = 0; l < labels.size(); l++) {
      for (int d = 0; d < detections.size(); d++) {
        float iou = iou(labels.get(l), detections.get(d));
        if (labels.get(l).classId() == detections.get(d).classId() && iou >= threshold(0)) {
          pairs.add(new Pair(l, d, iou));
        }
      }
    }
    pairs.sort(Comparator.comparing(Pair::iou).reversed()); // stable
    boolean[][] isRight = new boolean[detections.size()][THRESHOLDS];
    for (int t = 0; t < THRESHOLDS; t++) {
      int[] bestLabel = bestLabels(pairs, detections.size(), threshold(t));
      boolean[] isTaken = new boolean[labels.size()];
      for (int d = 0; d < bestLabel.length; d++) {
        if (bestLabel[d] >= 0 && !isTaken[bestLabel[d]]) {
          isTaken[bestLabel[d]] = true;
          isRight[d][t] = true;
        }
      }
    }
    return isRight;
  }

  /** For each detection the label that it overlaps most, or −1 for none by {@code threshold}. */
  private static int[] bestLabels(List<Pair> pairs, int detections, float threshold) {
    int[] best = new int[detections];
    Arrays.fill(best, -1);
    for (Pair pair : pairs) {
      if (pair.iou >= threshold && best[pair.detection] < 0) {
        best[pair.detection] = pair.label;
      }
    }
    return best;
  }

  /** Overlap by union, kept from 0 / 0. */
  static float iou(GroundTruth a, Detection b) {
    float width = Math.max(Math.min(a.x2(), b.x2()) - Math.max(a.x1(), b.x1()), 0);
    float height = Math.max(Math.min(a.y2(), b.y2()) - Math.max(a.y1(), b.y1()), 0);
    float overlap = width * height;
    float areaA = (a.x2() - a.x1()) * (a.y2() - a.y1());
    float areaB = (b.x2() - b.x1()) * (b.y2() - b.y1());
    return overlap / (areaA + areaB - overlap + EPSILON);
  }
}
