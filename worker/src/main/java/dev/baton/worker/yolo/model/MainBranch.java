package dev.baton.worker.yolo.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dual or triple model without what only helps in training: the auxiliary branches of its head,
 * and the layers that feed nothing else. yolov9-c and yolov9-cf become gelan-c, and their
 * detections stay the same.
 *
 * @param yaml the smaller model
 * @param layers its layers by their index in the larger model
 * @param branch number of the main branch in the larger head, from 1: its last
 */
public record MainBranch(ModelYaml yaml, Map<Integer, Integer> layers, int branch) {
  private static final Map<String, Integer> BRANCHES = Map.of("DualDDetect", 2, "TripleDDetect", 3);
  private static final Pattern LAYER_OF_KEY = Pattern.compile("model\\.(\\d+)\\.(.*)");

  /** Whether a model has auxiliary branches to drop. */
  static boolean isIn(ModelYaml yaml) {
    ModelRow head = yaml.rows().getLast();
    Integer branches = BRANCHES.get(head.module());
    return branches != null && head.from().size() == branches * DetectionHead.LEVELS;
  }

  /**
   * Takes the main branch out of a model.
   *
   * @throws dev.baton.worker.attempt.TrainerException {@code BAD_INPUT} when its head has only one
   *     branch
   */
  public static MainBranch of(ModelYaml dual) {
    List<ModelRow> rows = dual.rows();
    ModelRow head = rows.getLast();
    if (!isIn(dual)) {
      throw head.refused(
          "only a model that ends in DualDDetect or TripleDDetect has auxiliary branches to drop");
    }
    int branches = BRANCHES.get(head.module());
    List<Integer> levels =
        head.from().subList((branches - 1) * DetectionHead.LEVELS, head.from().size());
    Map<Integer, Integer> kept = renumbered(needed(rows, head.index(), levels), rows);
    List<ModelRow> smaller = new ArrayList<>();
    kept.forEach((old, index) -> smaller.add(moved(rows.get(old), index, kept)));
    List<Integer> from = levels.stream().map(k -> kept.get(absolute(head.index(), k))).toList();
    smaller.add(new ModelRow(smaller.size(), from, head.number(), "DDetect", head.args()));
    Map<Integer, Integer> layers = new LinkedHashMap<>(kept);
    layers.put(head.index(), smaller.size() - 1);
    return new MainBranch(dual.withRows(smaller), layers, branches);
  }

  /**
   * The key of a tensor of the dual model in the smaller one; absent for what was dropped.
   *
   * @param key for example {@code model.38.cv4.0.2.bias}
   */
  public Optional<String> key(String key) {
    Matcher matcher = LAYER_OF_KEY.matcher(key);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Integer index = layers.get(Integer.parseInt(matcher.group(1)));
    if (index == null) {
      return Optional.empty();
    }
    boolean isHead = index == layers.size() - 1;
    Optional<String> path = isHead ? headPath(matcher.group(2)) : Optional.of(matcher.group(2));
    return path.map(inside -> "model." + index + "." + inside);
  }

  /** Towers for boxes and for classes of branch n are cv2n and cv2n+1, its bins dfln. */
  private Optional<String> headPath(String path) {
    int dot = path.indexOf('.');
    Map<String, String> parts =
        Map.of("cv" + 2 * branch, "cv2", "cv" + (2 * branch + 1), "cv3", "dfl" + branch, "dfl");
    return Optional.ofNullable(parts.get(path.substring(0, dot)))
        .map(part -> part + path.substring(dot));
  }

  /** Layers on which the levels depend, ascending. */
  private static TreeSet<Integer> needed(List<ModelRow> rows, int head, List<Integer> levels) {
    TreeSet<Integer> needed = new TreeSet<>();
    levels.forEach(level -> needed.add(absolute(head, level)));
    for (int layer = head - 1; layer >= 0; layer--) {
      if (needed.contains(layer)) {
        for (int from : rows.get(layer).from()) {
          needed.add(absolute(layer, from));
        }
      }
    }
    needed.remove(-1); // the image
    return needed;
  }

  /** New indexes by old ones; a Silence that only hands the image to its successor goes too. */
  private static Map<Integer, Integer> renumbered(TreeSet<Integer> needed, List<ModelRow> rows) {
    if (needed.first() == 0 && rows.getFirst().module().equals("Silence")) {
      boolean isNamed =
          needed.stream().anyMatch(layer -> layer != 1 && inputs(rows.get(layer)).contains(0));
      if (!isNamed) {
        needed.remove(0);
      }
    }
    Map<Integer, Integer> indexes = new TreeMap<>();
    needed.forEach(layer -> indexes.put(layer, indexes.size()));
    return indexes;
  }

  private static List<Integer> inputs(ModelRow row) {
    return row.from().stream().map(from -> absolute(row.index(), from)).toList();
  }

  /** Index of an input layer, −1 for the image. */
  private static int absolute(int layer, int from) {
    return from < 0 ? layer + from : from;
  }

  private static ModelRow moved(ModelRow row, int index, Map<Integer, Integer> kept) {
    List<Integer> from =
        inputs(row).stream()
            .map(input -> kept.getOrDefault(input, -1))
            .map(input -> input == index - 1 ? -1 : input)
            .toList();
    return new ModelRow(index, from, row.number(), row.module(), row.args());
  }

  /** The tensors of the smaller model under its names, in the order of the dual one's. */
  public <T> Map<String, T> convert(Map<String, T> dual) {
    Map<String, T> converted = new LinkedHashMap<>();
    dual.forEach((key, tensor) -> key(key).ifPresent(name -> converted.put(name, tensor)));
    return converted;
  }
}
