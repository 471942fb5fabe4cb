package dev.baton.worker.yolo.metrics;

import dev.baton.worker.yolo.metrics.MetricsSummary.PerClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Collects the detections of a validation, image by image. Not thread-safe. */
public final class DetectionMetrics {
  private static final double EPSILON = 1e-16;

  /** Confidences at which precision and recall are compared. */
  private static final double[] CONFIDENCES = Interpolation.unitGrid(1000);

  /** Width of the window that smooths the F1 curve, as part of the curve. */
  private static final double SMOOTHING = 0.1;

  /**
   * @param isRight for each IoU threshold
   */
  record Judged(float score, int classId, boolean[] isRight) {}

  private final List<Judged> detections = new ArrayList<>();
  private final Map<Integer, Integer> objectsByClass = new TreeMap<>();

  /**
   * Adds one image; boxes of both lists are in pixels of that image.
   *
   * @param found by descending score
   */
  public void add(List<Detection> found, List<GroundTruth> groundTruth) {
    boolean[][] isRight = Matching.match(found, groundTruth);
    for (int i = 0; i < isRight.length; i++) {
      add(new Judged(found.get(i).score(), found.get(i).classId(), isRight[i]));
    }
    groundTruth.forEach(object -> addObjects(object.classId(), 1));
  }

  void add(Judged detection) {
    detections.add(detection);
  }

  void addObjects(int classId, int count) {
    objectsByClass.merge(classId, count, Integer::sum);
  }

  /** The metrics of all images so far; all zero if no detection is right at any threshold. */
  public MetricsSummary summary() {
    Map<Integer, List<Judged>> byClass =
        detections.stream()
            .sorted(Comparator.comparing(Judged::score).reversed()) // stable
            .collect(Collectors.groupingBy(Judged::classId));
    List<Curves> curves = new ArrayList<>();
    objectsByClass.forEach(
        (classId, objects) ->
            curves.add(Curves.of(classId, objects, byClass.getOrDefault(classId, List.of()))));
    if (detections.stream().noneMatch(DetectionMetrics::isEverRight)) {
      return new MetricsSummary(0, 0, 0, 0, curves.stream().map(Curves::allZero).toList());
    }
    int bestConfidence = bestConfidence(curves);
    List<PerClass> classes = curves.stream().map(curve -> curve.at(bestConfidence)).toList();
    return new MetricsSummary(
        classes.stream().mapToDouble(PerClass::precision).average().orElse(0),
        classes.stream().mapToDouble(PerClass::recall).average().orElse(0),
        classes.stream().mapToDouble(PerClass::ap50).average().orElse(0),
        classes.stream().mapToDouble(PerClass::ap50To95).average().orElse(0),
        classes);
  }

  private static boolean isEverRight(Judged detection) {
    for (boolean isRight : detection.isRight) {
      if (isRight) {
        return true;
      }
    }
    return false;
  }

  /** Index of the confidence at which the smoothed mean F1 of all classes is best. */
  private static int bestConfidence(List<Curves> curves) {
    double[] meanF1 = new double[CONFIDENCES.length];
    for (int i = 0; i < meanF1.length; i++) {
      for (Curves curve : curves) {
        meanF1[i] += curve.f1(i);
      }
      meanF1[i] /= curves.size();
    }
    double[] smooth = smooth(meanF1);
    int best = 0;
    for (int i = 1; i < smooth.length; i++) {
      if (smooth[i] > smooth[best]) {
        best = i;
      }
    }
    return best;
  }

  /** The mean over a window around each value; the end values go on beyond the ends. */
  private static double[] smooth(double[] values) {
    int taps = (int) Math.rint(values.length * SMOOTHING * 2) / 2 + 1;
    double[] smooth = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      for (int tap = 0; tap < taps; tap++) {
        smooth[i] += values[Math.clamp(i + tap - taps / 2, 0, values.length - 1)] / taps;
      }
    }
    return smooth;
  }

  /**
   * One class: precision and recall over the confidences, and the average precisions.
   *
   * @param ap at each IoU threshold
   */
  private record Curves(
      int classId, int objects, double[] precision, double[] recall, double[] ap) {

    static Curves of(int classId, int objects, List<Judged> detections) {
      double[] precision = new double[CONFIDENCES.length];
      double[] recall = new double[CONFIDENCES.length];
      double[] ap = new double[Matching.THRESHOLDS];
      if (detections.isEmpty()) {
        return new Curves(classId, objects, precision, recall, ap);
      }
      for (int t = 0; t < Matching.THRESHOLDS; t++) {
        double[] recalls = new double[detections.size()];
        double[] precisions = new double[detections.size()];
        int right = 0;
        for (int i = 0; i < detections.size(); i++) {
          right += detections.get(i).isRight[t] ? 1 : 0;
          recalls[i] = right / (objects + EPSILON);
          precisions[i] = (double) right / (i + 1);
        }
        ap[t] = AveragePrecision.of(recalls, precisions);
        if (t == 0) {
          double[] scores = detections.stream().mapToDouble(d -> d.score).toArray();
          precision = overConfidence(scores, precisions, 1);
          recall = overConfidence(scores, recalls, 0);
        }
      }
      return new Curves(classId, objects, precision, recall, ap);
    }

    /** Values at the confidences, of a function given at descending scores. */
    private static double[] overConfidence(double[] scores, double[] values, double aboveBest) {
      int last = CONFIDENCES.length - 1;
      double[] descending = new double[CONFIDENCES.length];
      for (int i = 0; i <= last; i++) {
        descending[i] = -CONFIDENCES[last - i];
      }
      double[] negated = new double[scores.length];
      for (int i = 0; i < scores.length; i++) {
        negated[i] = -scores[i];
      }
      double[] reversed = Interpolation.linear(descending, negated, values, aboveBest);
      double[] ascending = new double[reversed.length];
      for (int i = 0; i <= last; i++) {
        ascending[i] = reversed[last - i];
      }
      return ascending;
    }

    double f1(int i) {
      return 2 * precision[i] * recall[i] / (precision[i] + recall[i] + EPSILON);
    }

    PerClass at(int i) {
      double sum = 0;
      for (double value : ap) {
        sum += value;
      }
      return new PerClass(classId, objects, precision[i], recall[i], f1(i), ap[0], sum / ap.length);
    }

    PerClass allZero() {
      return new PerClass(classId, objects, 0, 0, 0, 0, 0);
    }
  }
}
