package dev.baton.worker.yolo.metrics;

import dev.baton.worker.yolo.metrics.MetricsSummary.PerClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Collects the detections of a validation, image by image. Not thread-safe. */
public final class DetectionMetrics {
  static final double EPSILON = 1e-16;

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
    List<Judgement> judgements = judgements();
    if (detections.stream().noneMatch(DetectionMetrics::isEverRight)) {
      return new MetricsSummary(0, 0, 0, 0, judgements.stream().map(Judgement::allZero).toList());
    }
    int operatingPoint = curves(judgements).operatingPoint();
    List<PerClass> classes = judgements.stream().map(j -> j.at(operatingPoint)).toList();
    return new MetricsSummary(
        classes.stream().mapToDouble(PerClass::precision).average().orElse(0),
        classes.stream().mapToDouble(PerClass::recall).average().orElse(0),
        classes.stream().mapToDouble(PerClass::ap50).average().orElse(0),
        classes.stream().mapToDouble(PerClass::ap50To95).average().orElse(0),
        classes);
  }

  /** The curves of all images so far; empty if no detection is right at any threshold. */
  public Optional<MetricCurves> curves() {
    return detections.stream().anyMatch(DetectionMetrics::isEverRight)
        ? Optional.of(curves(judgements()))
        : Optional.empty();
  }

  private static MetricCurves curves(List<Judgement> judgements) {
    return new MetricCurves(judgements.stream().map(Judgement::curves).toList());
  }

  private List<Judgement> judgements() {
    Map<Integer, List<Judged>> byClass =
        detections.stream()
            .sorted(Comparator.comparing(Judged::score).reversed()) // stable
            .collect(Collectors.groupingBy(Judged::classId));
    List<Judgement> judgements = new ArrayList<>();
    objectsByClass.forEach(
        (classId, objects) ->
            judgements.add(
                Judgement.of(classId, objects, byClass.getOrDefault(classId, List.of()))));
    return judgements;
  }

  private static boolean isEverRight(Judged detection) {
    for (boolean isRight : detection.isRight) {
      if (isRight) {
        return true;
      }
    }
    return false;
  }

  /**
   * One class.
   *
   * @param ap at each IoU threshold
   */
  private record Judgement(int objects, MetricCurves.OfClass curves, double[] ap) {
    private static final double[] GRID = MetricCurves.grid();

    static Judgement of(int classId, int objects, List<Judged> detections) {
      double[] ap = new double[Matching.THRESHOLDS];
      if (detections.isEmpty()) {
        double[] zeros = new double[GRID.length];
        return new Judgement(
            objects, new MetricCurves.OfClass(classId, zeros, zeros, zeros, 0), ap);
      }
      MetricCurves.OfClass curves = null;
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
          curves =
              new MetricCurves.OfClass(
                  classId,
                  overConfidence(scores, precisions, 1),
                  overConfidence(scores, recalls, 0),
                  AveragePrecision.envelope(recalls, precisions, GRID),
                  ap[0]);
        }
      }
      return new Judgement(objects, curves, ap);
    }

    /** Values at the confidences, of a function given at descending scores. */
    private static double[] overConfidence(double[] scores, double[] values, double aboveBest) {
      int last = GRID.length - 1;
      double[] descending = new double[GRID.length];
      for (int i = 0; i <= last; i++) {
        descending[i] = -GRID[last - i];
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

    PerClass at(int i) {
      double sum = 0;
      for (double value : ap) {
        sum += value;
      }
      return new PerClass(
          curves.classId(),
          objects,
          curves.precision()[i],
          curves.recall()[i],
          curves.f1()[i],
          ap[0],
          sum / ap.length);
    }

    PerClass allZero() {
      return new PerClass(curves.classId(), objects, 0, 0, 0, 0, 0);
    }
  }
}
