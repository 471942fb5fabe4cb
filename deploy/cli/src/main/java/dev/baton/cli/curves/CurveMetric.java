package dev.baton.cli.curves;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.messages.DidYouMean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Something to draw a curve of.
 *
 * @param columns of results.csv whose sum it is
 */
record CurveMetric(String name, List<String> columns) {
  /** Short names of columns. */
  private static final Map<String, String> SHORT =
      Map.of(
          "map50", "metrics/mAP_0.5",
          "map", "metrics/mAP_0.5:0.95",
          "map50-95", "metrics/mAP_0.5:0.95",
          "precision", "metrics/precision",
          "recall", "metrics/recall",
          "box", "train/box_loss",
          "cls", "train/cls_loss",
          "dfl", "train/dfl_loss",
          "lr", "x/lr1");

  static final String LOSS = "loss";
  private static final String VAL_LOSS = "val_loss";

  /**
   * Finds a metric by its short name, by a column's name or by the part of it after the slash;
   * {@code loss} and {@code val_loss} are sums.
   *
   * @param columns that the jobs have
   * @throws CommandFailedException naming what there is
   */
  static CurveMetric of(String name, Collection<String> columns) {
    List<String> found = find(name, columns);
    if (found.isEmpty() || !columns.containsAll(found)) {
      throw new CommandFailedException(
          "No job has a curve \"%s\"%s: give one of %s"
              .formatted(
                  name,
                  DidYouMean.suffix(name, known(columns)),
                  String.join(", ", known(columns))));
    }
    return new CurveMetric(name, found);
  }

  private static List<String> find(String name, Collection<String> columns) {
    String shortName = name.toLowerCase(Locale.ROOT);
    if (columns.contains(name)) {
      return List.of(name);
    }
    if (shortName.equals(LOSS)) {
      return losses("train/", columns);
    }
    if (shortName.equals(VAL_LOSS)) {
      return losses("val/", columns);
    }
    if (SHORT.containsKey(shortName)) {
      return List.of(SHORT.get(shortName));
    }
    return columns.stream()
        .filter(column -> column.substring(column.indexOf('/') + 1).equals(name))
        .limit(1)
        .toList();
  }

  /** What is drawn when nobody says: the losses, and each mean average precision. */
  static List<CurveMetric> usual(Collection<String> columns) {
    List<CurveMetric> metrics = new ArrayList<>();
    if (!losses("train/", columns).isEmpty()) {
      metrics.add(of(LOSS, columns));
    }
    boolean isDetector = columns.contains(SHORT.get("map"));
    Collection<String> others =
        isDetector
            ? List.of("map50", "map")
            : columns.stream().filter(column -> column.startsWith("metrics/")).toList();
    others.forEach(name -> metrics.add(of(name, columns)));
    return metrics;
  }

  /** The columns that are parts of the training's or the validation's loss. */
  static List<String> losses(String prefix, Collection<String> columns) {
    return columns.stream().filter(c -> c.startsWith(prefix) && c.endsWith("loss")).toList();
  }

  /** All columns of some jobs, in their order. */
  static Set<String> columns(List<JobCurves> jobs) {
    Set<String> columns = new LinkedHashSet<>();
    jobs.forEach(job -> columns.addAll(job.columns()));
    return columns;
  }

  private static Set<String> known(Collection<String> columns) {
    Map<String, String> names = new LinkedHashMap<>(SHORT);
    names.values().retainAll(columns);
    Set<String> known = new TreeSet<>(names.keySet());
    known.add(LOSS);
    known.addAll(columns);
    return known;
  }

  /** Its name and what it is the sum of, as {@code loss: box + cls + dfl}. */
  String title() {
    if (columns.size() == 1) {
      return columns.getFirst();
    }
    String parts =
        columns.stream()
            .map(column -> column.substring(column.indexOf('/') + 1).replace("_loss", ""))
            .collect(Collectors.joining(" + "));
    return "%s: %s".formatted(name, parts);
  }
}
