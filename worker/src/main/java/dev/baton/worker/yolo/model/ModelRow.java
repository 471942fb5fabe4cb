package dev.baton.worker.yolo.model;

import dev.baton.worker.attempt.TrainerException;
import java.util.List;

/**
 * One layer of a model YAML.
 *
 * @param index position among all rows
 * @param from inputs: −1 for the layer before, else a layer's index
 * @param number repeats, before scaling
 * @param module name of the block
 * @param args of the block: numbers, texts, lists
 */
record ModelRow(int index, List<Integer> from, int number, String module, List<?> args) {

  static ModelRow of(int index, Object row) {
    if (row instanceof List<?> fields
        && fields.size() == 4
        && fields.get(1) instanceof Integer number
        && fields.get(2) instanceof String module
        && fields.get(3) instanceof List<?> args) {
      return new ModelRow(index, integers(index, row, fields.get(0)), number, module, args);
    }
    throw unreadable(index, row);
  }

  private static List<Integer> integers(int index, Object row, Object value) {
    List<?> values = value instanceof List<?> list ? list : List.of(value);
    if (values.isEmpty() || !values.stream().allMatch(Integer.class::isInstance)) {
      throw unreadable(index, row);
    }
    return values.stream().map(Integer.class::cast).toList();
  }

  private static TrainerException unreadable(int index, Object row) {
    return ModelYaml.refused(
        "row %d is %s; write [from, number, module, args], for example [-1, 1, Conv, [64, 3, 2]]"
            .formatted(index, ModelYaml.shown(row)));
  }

  /** The integer at {@code position} of the arguments. */
  int integer(int position) {
    if (position < args.size() && args.get(position) instanceof Integer value && value > 0) {
      return value;
    }
    throw refused("argument %d must be a positive whole number".formatted(position + 1));
  }

  int integer(int position, int otherwise) {
    return position < args.size() ? integer(position) : otherwise;
  }

  /** The only argument, a list of integers. */
  List<Integer> integers() {
    if (args.size() == 1
        && args.getFirst() instanceof List<?> values
        && !values.isEmpty()
        && values.stream().allMatch(Integer.class::isInstance)) {
      return values.stream().map(Integer.class::cast).toList();
    }
    throw refused("it needs one list of whole numbers as its only argument");
  }

  void requireArguments(int least, int most) {
    if (args.size() < least || args.size() > most) {
      throw refused("it takes %d to %d arguments".formatted(least, most));
    }
  }

  /** This row as a model YAML has it. */
  String toYaml() {
    Object inputs = from.size() == 1 ? from.getFirst() : from;
    return "[%s, %d, %s, %s]".formatted(inputs, number, module, args);
  }

  /** A refusal that names this row. */
  TrainerException refused(String why) {
    return ModelYaml.refused("row %d, %s: %s".formatted(index, ModelYaml.shown(toYaml()), why));
  }
}
