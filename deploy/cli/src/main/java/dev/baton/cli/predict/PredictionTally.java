package dev.baton.cli.predict;

import dev.baton.cli.predict.Prediction.Times;
import dev.baton.worker.yolo.metrics.Detection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts what a run has found. */
final class PredictionTally {
  private final List<String> classNames;
  private final List<Failure> failures = new ArrayList<>();
  private final Map<Integer, Integer> perClass = new TreeMap<>();
  private int images;
  private Times sum = new Times(0, 0);

  /** An image or video that could not be used, or not all of it. */
  record Failure(String image, String why) {}

  /**
   * A run in JSON.
   *
   * @param images and frames in which was looked
   * @param detections by the name of their class
   * @param msPerImage means of {@link Times}, by their names
   */
  record Summary(
      String weights,
      int images,
      List<Failure> failed,
      Map<String, Integer> detections,
      Map<String, Double> msPerImage,
      Optional<String> folder) {}

  PredictionTally(List<String> classNames) {
    this.classNames = classNames;
  }

  void add(Prediction seen) {
    images++;
    sum = sum.plus(seen.times());
    for (Detection found : seen.found()) {
      perClass.merge(found.classId(), 1, Integer::sum);
    }
  }

  void addFailure(Path image, String why) {
    failures.add(new Failure(image.toString(), why));
  }

  int failed() {
    return failures.size();
  }

  Summary summary(String weights, Optional<Path> folder) {
    Map<String, Integer> detections = new LinkedHashMap<>();
    perClass.forEach((id, count) -> detections.merge(classNames.get(id), count, Integer::sum));
    Times mean = sum.per(Math.max(1, images));
    Map<String, Double> ms = new LinkedHashMap<>();
    ms.put("prepare", mean.prepare());
    ms.put("find", mean.find());
    return new Summary(
        weights, images, List.copyOf(failures), detections, ms, folder.map(Path::toString));
  }

  /** For example {@code Speed: 3.1ms to read and scale, 118.4ms for network and NMS, …}. */
  String speed() {
    Times mean = sum.per(Math.max(1, images));
    return String.format(
        Locale.ROOT,
        "Speed: %.1fms to read and scale, %.1fms for network and NMS, on average of %d images",
        mean.prepare(),
        mean.find(),
        images);
  }
}
