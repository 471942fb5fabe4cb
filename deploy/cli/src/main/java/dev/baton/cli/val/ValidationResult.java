package dev.baton.cli.val;

import dev.baton.cli.val.Pycocotools.Figures;
import dev.baton.worker.yolo.WeightsValidation.Report;
import dev.baton.worker.yolo.metrics.MetricsSummary.PerClass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A validation in JSON.
 *
 * @param objects annotations
 * @param metrics means over the classes, by the names that a job's metrics have
 * @param pycocotools its figures, if it was asked
 */
record ValidationResult(
    String weights,
    String data,
    String split,
    int images,
    int objects,
    Map<String, Double> metrics,
    List<ClassResult> classes,
    List<Figures> pycocotools,
    String folder) {

  /** The same of one class that occurs in the annotations. */
  record ClassResult(int id, String name, int objects, Map<String, Double> metrics) {
    static ClassResult of(PerClass its, List<String> names) {
      return new ClassResult(
          its.classId(),
          names.get(its.classId()),
          its.objects(),
          named(its.precision(), its.recall(), its.ap50(), its.ap50To95()));
    }
  }

  /** What was asked for. */
  record Asked(String weights, String data, String split, String folder) {}

  static ValidationResult of(Asked asked, Report report, List<Figures> pycocotools) {
    return new ValidationResult(
        asked.weights(),
        asked.data(),
        asked.split(),
        report.images(),
        report.metrics().classes().stream().mapToInt(PerClass::objects).sum(),
        named(
            report.metrics().precision(),
            report.metrics().recall(),
            report.metrics().map50(),
            report.metrics().map50To95()),
        report.metrics().classes().stream()
            .map(its -> ClassResult.of(its, report.classNames()))
            .toList(),
        pycocotools,
        asked.folder());
  }

  private static Map<String, Double> named(
      double precision, double recall, double map50, double map50To95) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("precision", precision);
    metrics.put("recall", recall);
    metrics.put("mAP50", map50);
    metrics.put("mAP50-95", map50To95);
    return metrics;
  }
}
