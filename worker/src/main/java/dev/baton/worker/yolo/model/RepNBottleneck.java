package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;

/** {@link RepConvN} and a convolution with a shortcut around both; the channels stay. */
final class RepNBottleneck extends FeatureBlock {
  private final FeatureBlock cv1;
  private final ConvUnit cv2;

  RepNBottleneck(Place at, int channels) {
    super(channels, 1);
    cv1 = child("cv1", RepConvN.at(at.child("cv1"), channels, channels));
    cv2 = child("cv2", new ConvUnit(at.child("cv2"), channels, channels, 3));
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    return x.add(cv2.forward(cv1.forward(x, training), training));
  }

  @Override
  Feature trace(Tracer tracer, Feature x) {
    return tracer.sum(x, cv2.trace(tracer, cv1.trace(tracer, x)));
  }
}
