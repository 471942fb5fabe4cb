package dev.baton.worker.yolo.model;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Tells values that are made of texts, numbers, and lists and dictionaries of these alone, as what
 * a YAML says is, from those that a program would not come to the end of: that contain themselves,
 * or each other a million times.
 */
public final class PlainTree {
  /** A model's description has some hundred values, four deep. */
  private static final int DEEPEST = 16;

  private static final int MOST_VALUES = 100_000;

  private int values;

  private PlainTree() {}

  public static boolean is(Object value) {
    return new PlainTree().isPlain(value, 0);
  }

  private boolean isPlain(Object value, int depth) {
    values++;
    if (depth > DEEPEST || values > MOST_VALUES) {
      return false;
    }
    return switch (value) {
      case null -> true;
      case List<?> list -> areAllPlain(list, depth + 1);
      case Map<?, ?> map -> areAllPlain(map.values(), depth + 1);
      default -> value instanceof String || value instanceof Number || value instanceof Boolean;
    };
  }

  private boolean areAllPlain(Collection<?> parts, int depth) {
    return parts.stream().allMatch(part -> isPlain(part, depth));
  }
}
