package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;

/**
 * A 3×3 and a 1×1 convolution side by side, summed before the activation (RepVGG, Ding et al. 2021,
 * arXiv:2101.03697, here without its identity branch).
 */
final class RepConvN extends FeatureBlock {
  private final LayerScripts scripts;
  private final Activation activation;
  private final ConvUnit conv1;
  private final ConvUnit conv2;

  private RepConvN(Place at, int in, int out) {
    super(out, 1);
    scripts = at.scripts();
    activation = at.activation();
    conv1 = child("conv1", new ConvUnit(at.child("conv1").withoutActivation(), in, out, 3));
    conv2 = child("conv2", new ConvUnit(at.child("conv2").withoutActivation(), in, out, 1));
  }

  /** The block itself, or in a fused network the one 3×3 convolution that it has become. */
  static FeatureBlock at(Place place, int in, int out) {
    return place.form() == Place.Form.FUSED
        ? new ConvUnit(place, in, out, 3)
        : new RepConvN(place, in, out);
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    NDArray wide = conv1.forward(x, training); // (B, Cout, H, W)
    NDArray narrow = conv2.forward(x, training); // (B, Cout, H, W)
    return scripts.activatedSum(activation, wide, narrow);
  }

  @Override
  Feature trace(Tracer tracer, Feature x) {
    Feature sum = tracer.sum(conv1.trace(tracer, x), conv2.trace(tracer, x));
    return tracer.activated(sum, activation);
  }
}
