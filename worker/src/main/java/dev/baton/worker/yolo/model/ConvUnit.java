package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;

/** Convolution without bias, batch norm, activation: the leaf that does nearly all the work. */
final class ConvUnit extends FeatureBlock {
  private final LayerScripts scripts;
  private final Activation activation;
  private final int stride;
  private final Parameter weight;
  private final Parameter gamma;
  private final Parameter beta;
  private final Parameter mean;
  private final Parameter variance;
  private final Parameter batches;

  /**
   * @param kernel side of the kernel, odd; the padding is half of it
   */
  ConvUnit(Place at, int in, int out, int kernel, int stride, int groups) {
    super(out, stride);
    this.scripts = at.scripts();
    this.activation = at.activation();
    this.stride = stride;
    weight = trained(at, "conv.weight", Parameter.Type.WEIGHT, out, in / groups, kernel, kernel);
    gamma = trained(at, "bn.weight", Parameter.Type.GAMMA, out);
    beta = trained(at, "bn.bias", Parameter.Type.BETA, out);
    mean = fixed(at, "bn.running_mean", Parameter.Type.RUNNING_MEAN, out);
    variance = fixed(at, "bn.running_var", Parameter.Type.RUNNING_VAR, out);
    batches = fixed(at, "bn.num_batches_tracked", Parameter.Type.OTHER);
  }

  ConvUnit(Place at, int in, int out, int kernel, int stride) {
    this(at, in, out, kernel, stride, 1);
  }

  ConvUnit(Place at, int in, int out, int kernel) {
    this(at, in, out, kernel, 1, 1);
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    return scripts
        .convUnit(stride, activation, training)
        .call(
            x,
            weight.getArray(),
            gamma.getArray(),
            beta.getArray(),
            mean.getArray(),
            variance.getArray(),
            batches.getArray())
        .singletonOrThrow();
  }
}
