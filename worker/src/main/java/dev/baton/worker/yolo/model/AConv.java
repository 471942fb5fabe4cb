package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;

/** Halves the size: smoothing, then a convolution of stride 2. */
final class AConv extends FeatureBlock {
  private final ConvUnit cv1;

  AConv(Place at, int in, int out) {
    super(out, 2);
    cv1 = child("cv1", new ConvUnit(at.child("cv1"), in, out, 3, 2));
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    return cv1.forward(Pools.smooth(x), training);
  }

  @Override
  Feature trace(Tracer tracer, Feature x) {
    return cv1.trace(tracer, tracer.means(x));
  }
}
