package dev.baton.worker.yolo.model;

import java.util.List;
import java.util.Optional;

/** A step of a network in evaluation, small enough for other formats to have the same. */
public sealed interface Operation {

  List<Feature> inputs();

  List<Feature> outputs();

  /** An operation of one input and one output. */
  sealed interface Single extends Operation {
    Feature input();

    Feature output();

    @Override
    default List<Feature> inputs() {
      return List.of(input());
    }

    @Override
    default List<Feature> outputs() {
      return List.of(output());
    }
  }

  /**
   * A convolution with a square kernel.
   *
   * @param weight name of the tensor (Cout, Cin/groups, kernel, kernel)
   * @param bias name of the tensor (Cout)
   * @param kernel odd; half of it is the padding on every side
   */
  record Convolution(
      Feature input,
      Feature output,
      String weight,
      Optional<String> bias,
      int kernel,
      int stride,
      int groups)
      implements Single {

    /** Multiplications and additions for one image. */
    double flops() {
      double each = (double) input.channels() / groups * kernel * kernel;
      return 2 * each * output.channels() * output.height() * output.width();
    }
  }

  /**
   * A batch norm by running statistics.
   *
   * @param path beginning of its tensors' names: weight, bias, running_mean, running_var
   */
  record Normalisation(Feature input, Feature output, String path) implements Single {}

  /** An activation of every element. */
  record Activated(Feature input, Feature output, Activation activation) implements Single {}

  /** Means of 2×2 neighbours at every place; height and width shrink by 1. */
  record Means(Feature input, Feature output) implements Single {}

  /**
   * Maxima of square neighbourhoods.
   *
   * @param kernel odd; half of it is the padding, by −∞, on every side
   */
  record Maxima(Feature input, Feature output, int kernel, int stride) implements Single {}

  /** The nearest neighbour at every place of another size, source index ⌊i·in/out⌋. */
  record Resized(Feature input, Feature output) implements Single {}

  /** The sum of two maps. */
  record Sum(Feature left, Feature right, Feature output) implements Operation {
    @Override
    public List<Feature> inputs() {
      return List.of(left, right);
    }

    @Override
    public List<Feature> outputs() {
      return List.of(output);
    }
  }

  /** Maps joined along their channels. */
  record Joined(List<Feature> inputs, Feature output) implements Operation {
    @Override
    public List<Feature> outputs() {
      return List.of(output);
    }
  }

  /** A map split along its channels. */
  record Split(Feature input, List<Feature> outputs) implements Operation {
    @Override
    public List<Feature> inputs() {
      return List.of(input);
    }
  }
}
