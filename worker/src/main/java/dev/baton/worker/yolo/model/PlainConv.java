package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.Optional;

/** A 1×1 convolution with bias and nothing after it. */
final class PlainConv extends FeatureBlock {
  private final LayerScripts scripts;
  private final Parameter weight;
  private final Parameter bias;

  PlainConv(Place at, int in, int out, int groups) {
    super(out, 1);
    scripts = at.scripts();
    weight = trained(at, "weight", Parameter.Type.WEIGHT, out, in / groups, 1, 1);
    bias = trained(at, "bias", Parameter.Type.BIAS, out);
  }

  Parameter bias() {
    return bias;
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    return scripts.plainConv().call(x, weight.getArray(), bias.getArray()).singletonOrThrow();
  }

  @Override
  Feature trace(Tracer tracer, Feature x) {
    return tracer.convolution(x, weight, Optional.of(bias), 1);
  }
}
