package dev.baton.worker.yolo.plots;

import dev.baton.worker.yolo.metrics.MetricCurves;
import dev.baton.worker.yolo.metrics.MetricCurves.OfClass;
import java.awt.Color;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** {@code PR_curve.png}, {@code P_curve.png}, {@code R_curve.png} and {@code F1_curve.png}. */
public final class CurvePlots {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 800;
  private static final int LEGEND_WIDTH = 300;

  /** With more classes only their mean is drawn. */
  private static final int MOST_CLASSES = 20;

  /** Window of the mean over confidences, as part of the curve. */
  private static final double SMOOTHING = 0.05;

  private CurvePlots() {}

  private record Curve(double[] values, String text, Color colour, Stroke stroke) {}

  /** Precision against recall at an IoU of 0.5, and the area under each curve. */
  public static byte[] precisionRecall(MetricCurves curves, List<String> classNames) {
    double map50 = curves.classes().stream().mapToDouble(OfClass::ap50).average().orElse(0);
    return draw(
        curves,
        OfClass::precisionAtRecall,
        of -> "%s %s".formatted(classNames.get(of.classId()), three(of.ap50())),
        new Curve(
            curves.mean(OfClass::precisionAtRecall),
            "all classes %s mAP@0.5".formatted(three(map50)),
            Palette.INK,
            Palette.stroke(3.5f)),
        new Titles("Precision-Recall Curve", "Recall", "Precision"));
  }

  public static byte[] precision(MetricCurves curves, List<String> classNames) {
    return overConfidence(curves, OfClass::precision, classNames, "Precision");
  }

  public static byte[] recall(MetricCurves curves, List<String> classNames) {
    return overConfidence(curves, OfClass::recall, classNames, "Recall");
  }

  public static byte[] f1(MetricCurves curves, List<String> classNames) {
    return overConfidence(curves, OfClass::f1, classNames, "F1");
  }

  private record Titles(String title, String x, String y) {}

  private static byte[] overConfidence(
      MetricCurves curves,
      Function<OfClass, double[]> values,
      List<String> classNames,
      String metric) {
    double[] mean = MetricCurves.smooth(curves.mean(values), SMOOTHING);
    int peak = MetricCurves.peak(mean);
    String text =
        String.format(
            Locale.ROOT, "all classes %.2f at %.3f", mean[peak], MetricCurves.grid()[peak]);
    return draw(
        curves,
        values,
        of -> classNames.get(of.classId()),
        new Curve(mean, text, Palette.INK, Palette.stroke(3.5f)),
        new Titles(metric + "-Confidence Curve", "Confidence", metric));
  }

  private static byte[] draw(
      MetricCurves curves,
      Function<OfClass, double[]> values,
      Function<OfClass, String> text,
      Curve mean,
      Titles titles) {
    List<Curve> lines = new ArrayList<>();
    if (curves.classes().size() <= MOST_CLASSES) {
      for (OfClass of : curves.classes()) {
        int number = lines.size();
        lines.add(
            new Curve(
                values.apply(of),
                text.apply(of),
                Palette.of(number),
                Palette.stroke(number, 2.2f)));
      }
    }
    lines.add(mean);
    Canvas canvas = new Canvas(WIDTH, HEIGHT, Palette.PAPER);
    Rectangle2D area =
        new Rectangle2D.Double(90, 55, WIDTH - 90 - LEGEND_WIDTH - 20, HEIGHT - 55 - 80);
    Axes axes = new Axes(canvas, area, Scale.UNIT, Scale.UNIT).grid();
    lines.forEach(line -> axes.curve(MetricCurves.grid(), line.values, line.colour, line.stroke));
    axes.frame(titles.title, titles.x, titles.y);
    legend(canvas, area, lines);
    return canvas.png();
  }

  private static void legend(Canvas canvas, Rectangle2D area, List<Curve> lines) {
    double left = area.getMaxX() + 20;
    double y = area.getMinY() + 14;
    for (Curve line : lines) {
      Line2D sample = new Line2D.Double(left, y, left + 36, y);
      canvas.draw(sample, line.colour, line.stroke);
      String text = Canvas.fitted(line.text, Axes.TEXT, LEGEND_WIDTH - 60);
      canvas.text(text, left + 46, y + 5.5, Axes.TEXT, Canvas.Align.START, Palette.INK);
      y += 28;
    }
  }

  private static String three(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
