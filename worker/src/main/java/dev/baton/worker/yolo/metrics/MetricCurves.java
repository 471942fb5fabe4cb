package dev.baton.worker.yolo.metrics;

import java.util.List;
import java.util.function.Function;

/**
 * How precision, recall and F1 at an IoU of 0.5 depend on the confidence that is asked for, and
 * precision on recall.
 *
 * @param classes those that occur in the ground truth, in ascending order; at least one
 */
public record MetricCurves(List<OfClass> classes) {
  private static final double[] GRID = Interpolation.unitGrid(1000);

  /**
   * One class; every array has a value for each point of {@link #grid}.
   *
   * @param precision over the confidence
   * @param recall over the confidence
   * @param precisionAtRecall over the recall, not rising
   * @param ap50 area under {@code precisionAtRecall}
   */
  public record OfClass(
      int classId, double[] precision, double[] recall, double[] precisionAtRecall, double ap50) {

    /** F1 over the confidence. */
    public double[] f1() {
      double[] f1 = new double[precision.length];
      for (int i = 0; i < f1.length; i++) {
        f1[i] =
            2 * precision[i] * recall[i] / (precision[i] + recall[i] + DetectionMetrics.EPSILON);
      }
      return f1;
    }
  }

  public MetricCurves {
    classes = List.copyOf(classes);
  }

  /** The abscissae of all curves: 1000 numbers from 0 to 1. */
  public static double[] grid() {
    return GRID.clone();
  }

  /** The mean over the classes. */
  public double[] mean(Function<OfClass, double[]> curve) {
    double[] mean = new double[GRID.length];
    for (OfClass of : classes) {
      double[] values = curve.apply(of);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += values[i];
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= classes.size();
    }
    return mean;
  }

  /**
   * Index in {@link #grid} of the confidence with the best smoothed mean F1: where P and R are
   * reported.
   */
  public int operatingPoint() {
    return peak(smooth(mean(OfClass::f1), 0.1));
  }

  /**
   * The mean over a window around each value; the end values go on beyond the ends.
   *
   * @param part width of the window as part of the curve; 0.1 chooses the operating point, 0.05 is
   *     for the eye
   */
  public static double[] smooth(double[] values, double part) {
    int taps = (int) Math.rint(values.length * part * 2) / 2 + 1;
    double[] smooth = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      for (int tap = 0; tap < taps; tap++) {
        smooth[i] += values[Math.clamp(i + tap - taps / 2, 0, values.length - 1)] / taps;
      }
    }
    return smooth;
  }

  /** Index of the largest value, the first of equals. */
  public static int peak(double[] values) {
    int peak = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[peak]) {
        peak = i;
      }
    }
    return peak;
  }
}
