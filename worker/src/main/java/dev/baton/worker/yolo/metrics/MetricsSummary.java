package dev.baton.worker.yolo.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * How well a validation went. Means are over the classes that occur in the ground truth.
 *
 * @param precision mean over classes, at the score that gives the best mean F1
 * @param recall mean over classes, at the same score
 * @param map50 mean average precision at an IoU of 0.5
 * @param map50To95 mean average precision over IoUs of 0.50, 0.55, …, 0.95
 * @param classes in ascending order
 */
public record MetricsSummary(
    double precision, double recall, double map50, double map50To95, List<PerClass> classes) {

  /**
   * The same for one class that occurs in the ground truth.
   *
   * @param objects ground truth boxes of the class
   */
  public record PerClass(
      int classId,
      int objects,
      double precision,
      double recall,
      double f1,
      double ap50,
      double ap50To95) {

    /** Right detections at the chosen score. */
    public long truePositives() {
      return (long) Math.rint(recall * objects);
    }

    /** Wrong detections at the chosen score. */
    public long falsePositives() {
      return (long) Math.rint(truePositives() / (precision + 1e-16) - truePositives());
    }
  }

  public MetricsSummary {
    classes = List.copyOf(classes);
  }

  /**
   * mAP50-95 of every class of a data set, by which images are weighted; classes that do not occur
   * in the ground truth get the mean of those that do.
   *
   * @param count classes of the data set
   */
  public double[] classMaps(int count) {
    double[] maps = new double[count];
    Arrays.fill(maps, map50To95);
    classes.forEach(of -> maps[of.classId()] = of.ap50To95());
    return maps;
  }

  /** What "best" is judged by. */
  public double fitness() {
    return 0.1 * map50 + 0.9 * map50To95;
  }
}
