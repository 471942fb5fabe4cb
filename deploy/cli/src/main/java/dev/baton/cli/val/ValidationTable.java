package dev.baton.cli.val;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Table;
import dev.baton.worker.yolo.WeightsValidation.Report;
import dev.baton.worker.yolo.metrics.MetricsSummary;
import dev.baton.worker.yolo.metrics.MetricsSummary.PerClass;
import java.util.List;
import java.util.Locale;

/** The table that YOLOv9's users know. */
final class ValidationTable {
  /** With as many classes they are only listed on request. */
  private static final int MANY_CLASSES = 50;

  private ValidationTable() {}

  /**
   * @param isVerbose whether classes are listed however many there are
   */
  static List<Line> lines(Report report, boolean isVerbose) {
    Table table = new Table("Class", "Images", "Instances", "P", "R", "mAP50", "mAP50-95");
    MetricsSummary all = report.metrics();
    table.add(
        "all",
        String.valueOf(report.images()),
        String.valueOf(all.classes().stream().mapToInt(PerClass::objects).sum()),
        three(all.precision()),
        three(all.recall()),
        three(all.map50()),
        three(all.map50To95()));
    int classes = report.classNames().size();
    if (classes > 1 && (isVerbose || classes < MANY_CLASSES)) {
      for (PerClass of : all.classes()) {
        table.add(
            report.classNames().get(of.classId()),
            String.valueOf(report.images()),
            String.valueOf(of.objects()),
            three(of.precision()),
            three(of.recall()),
            three(of.ap50()),
            three(of.ap50To95()));
      }
    }
    return table.lines();
  }

  private static String three(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
