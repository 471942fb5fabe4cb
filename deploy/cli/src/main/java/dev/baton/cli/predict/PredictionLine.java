package dev.baton.cli.predict;

import dev.baton.worker.yolo.metrics.Detection;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The lines that users of YOLOv9's detection know. */
final class PredictionLine {
  private PredictionLine() {}

  /** For example {@code image 1/3 cells/a.jpg: 416x640 4 RBCs, 1 WBC, 118.4ms}. */
  static String of(String position, Prediction seen, List<String> classNames) {
    return String.format(
        Locale.ROOT,
        "%s: %dx%d %s, %.1fms",
        position,
        seen.networkHeight(),
        seen.networkWidth(),
        counts(seen.found(), classNames),
        seen.times().find());
  }

  /** For example {@code image 1/3 cells/a.jpg}. */
  static String position(int number, int count, Path image) {
    return "image %d/%d %s".formatted(number, count, image);
  }

  /** For example {@code 4 RBCs, 1 WBC}, by class. */
  static String counts(List<Detection> found, List<String> classNames) {
    if (found.isEmpty()) {
      return "(no detections)";
    }
    Map<Integer, Long> perClass =
        found.stream()
            .collect(
                Collectors.groupingBy(Detection::classId, TreeMap::new, Collectors.counting()));
    return perClass.entrySet().stream()
        .map(entry -> counted(entry.getValue(), classNames.get(entry.getKey())))
        .collect(Collectors.joining(", "));
  }

  private static String counted(long count, String name) {
    return "%d %s%s".formatted(count, name, count > 1 && !name.endsWith("s") ? "s" : "");
  }
}
