package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import dev.baton.worker.yolo.torch.TorchScript;
import java.util.List;
import java.util.Optional;

/**
 * Convolution, batch norm, activation: the leaf that does nearly all the work. In a fused network
 * the batch norm has become part of the convolution, which has a bias then.
 */
final class ConvUnit extends FeatureBlock {
  private final String path;
  private final LayerScripts scripts;
  private final Activation activation;
  private final int stride;
  private final Parameter weight;
  private final boolean isFused;

  /** The batch norm's scale, shift, mean, variance and counter, or the fused bias alone. */
  private final List<Parameter> others;

  /**
   * @param kernel side of the kernel, odd; the padding is half of it
   */
  ConvUnit(Place at, int in, int out, int kernel, int stride, int groups) {
    super(out, stride);
    this.path = at.path();
    this.scripts = at.scripts();
    this.activation = at.activation();
    this.stride = stride;
    weight = trained(at, "conv.weight", Parameter.Type.WEIGHT, out, in / groups, kernel, kernel);
    isFused = at.form() == Place.Form.FUSED;
    others =
        isFused
            ? List.of(trained(at, "conv.bias", Parameter.Type.BIAS, out))
            : List.of(
                trained(at, "bn.weight", Parameter.Type.GAMMA, out),
                trained(at, "bn.bias", Parameter.Type.BETA, out),
                fixed(at, "bn.running_mean", Parameter.Type.RUNNING_MEAN, out),
                fixed(at, "bn.running_var", Parameter.Type.RUNNING_VAR, out),
                fixed(at, "bn.num_batches_tracked", Parameter.Type.OTHER));
  }

  ConvUnit(Place at, int in, int out, int kernel, int stride) {
    this(at, in, out, kernel, stride, 1);
  }

  ConvUnit(Place at, int in, int out, int kernel) {
    this(at, in, out, kernel, 1, 1);
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    TorchScript script =
        isFused
            ? scripts.fusedConv(stride, activation)
            : scripts.convUnit(stride, activation, training);
    NDArray[] inputs = new NDArray[2 + others.size()];
    inputs[0] = x;
    inputs[1] = weight.getArray();
    for (int i = 0; i < others.size(); i++) {
      inputs[2 + i] = others.get(i).getArray();
    }
    return script.call(inputs).singletonOrThrow();
  }

  @Override
  Feature trace(Tracer tracer, Feature x) {
    if (isFused) {
      Feature y = tracer.convolution(x, weight, Optional.of(others.getFirst()), stride);
      return tracer.activated(y, activation);
    }
    Feature y = tracer.convolution(x, weight, Optional.empty(), stride);
    return tracer.activated(tracer.normalisation(y, path + ".bn"), activation);
  }
}
