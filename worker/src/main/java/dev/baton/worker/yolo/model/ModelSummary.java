package dev.baton.worker.yolo.model;

import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The size of a model, found without allocating its tensors.
 *
 * @param classes that it tells apart
 * @param rows its layers
 * @param trainable as it is trained and stored
 * @param fused as it is used, see {@link Network#fused}
 */
public record ModelSummary(int classes, List<Row> rows, Size trainable, Size fused) {

  /** Classes of a model whose YAML names no number, those of COCO. */
  private static final int DEFAULT_CLASSES = 80;

  /** What a parameter is not: statistics that no optimizer sees. */
  private static final Set<Parameter.Type> BUFFERS =
      Set.of(Parameter.Type.RUNNING_MEAN, Parameter.Type.RUNNING_VAR, Parameter.Type.OTHER);

  /**
   * A layer.
   *
   * @param from inputs: −1 for the layer before, else a layer's index
   * @param parameters numbers in its tensors, without statistics
   */
  public record Row(
      int index,
      List<Integer> from,
      int number,
      long parameters,
      String module,
      List<?> arguments) {}

  /**
   * How large a form of the model is.
   *
   * @param parameters numbers in its tensors, without statistics
   * @param trained those with a gradient
   * @param flops multiplications and additions of all convolutions for one image
   */
  public record Size(long parameters, long trained, double flops) {}

  /**
   * Counts.
   *
   * @param side of the square image, divisible by 32
   * @throws dev.baton.worker.attempt.TrainerException {@code BAD_INPUT} naming the row that cannot
   *     be built
   */
  public static ModelSummary of(ModelYaml yaml, int classes, int side) {
    Network network = Network.outline(yaml, classes, Place.Form.TRAINABLE);
    Network fused = Network.outline(yaml, classes, Place.Form.FUSED);
    List<Row> rows = new ArrayList<>();
    for (ModelRow row : yaml.rows()) {
      rows.add(
          new Row(
              row.index(),
              row.from(),
              row.number(),
              parameters(network.layer(row.index()).getParameters().values()),
              row.module(),
              row.args()));
    }
    return new ModelSummary(classes, rows, size(network, side), size(fused, side));
  }

  /** With the number of classes that the YAML itself names. */
  public static ModelSummary of(ModelYaml yaml, int side) {
    return of(yaml, yaml.ownClasses().orElse(DEFAULT_CLASSES), side);
  }

  private static Size size(Network network, int side) {
    Collection<Parameter> state = network.state().values();
    long trained = parameters(state.stream().filter(Parameter::requiresGradient).toList());
    return new Size(parameters(state), trained, Graph.of(network, side, side).flops());
  }

  private static long parameters(Collection<Parameter> state) {
    return state.stream()
        .filter(parameter -> !BUFFERS.contains(parameter.getType()))
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }
}
