package dev.baton.common.messages;

import java.util.List;

/** What a training may go on with although it differs from before: nothing but its data. */
public final class Allowance {
  private static final List<String> CLASSES = List.of("names", "nc", "classes");
  private static final List<String> MODEL = List.of("cfg", "model", "weights", "single_cls");

  private Allowance() {}

  /**
   * Checks the name of a field.
   *
   * @return the same name
   * @throws IllegalArgumentException saying why the field cannot be allowed, and what to do
   */
  public static String check(String field) {
    if (field.equals(Branch.DATA)) {
      return field;
    }
    if (CLASSES.contains(field)) {
      throw new IllegalArgumentException(
          "other classes are never allowed, since the weights know only those that they were trained on: start a new job with --weights");
    }
    if (MODEL.contains(field)) {
      throw new IllegalArgumentException(
          "another model is never allowed, since the weights are of this one: start a new job");
    }
    throw new IllegalArgumentException(
        "\"%s\" cannot be allowed, only %s: all options stay as they were; to train with others start a new job with --weights"
            .formatted(field, Branch.DATA));
  }
}
