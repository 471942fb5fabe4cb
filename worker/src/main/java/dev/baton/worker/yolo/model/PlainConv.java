package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import java.util.Optional;

/** A 1×1 convolution with bias and nothing after it. */
final class PlainConv extends FeatureBlock {
  private static final Shape ONE = new Shape(1, 1);

  private final Parameter weight;
  private final Parameter bias;
  private final int groups;

  PlainConv(Place at, int in, int out, int groups) {
    super(out, 1);
    this.groups = groups;
    weight = trained(at, "weight", Parameter.Type.WEIGHT, out, in / groups, 1, 1);
    bias = trained(at, "bias", Parameter.Type.BIAS, out);
  }

  Parameter bias() {
    return bias;
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    return Conv2d.conv2d(x, weight.getArray(), bias.getArray(), ONE, new Shape(0, 0), ONE, groups)
        .singletonOrThrow();
  }

  @Override
  Feature trace(Tracer tracer, Feature x) {
    return tracer.convolution(x, weight, Optional.of(bias), 1);
  }
}
