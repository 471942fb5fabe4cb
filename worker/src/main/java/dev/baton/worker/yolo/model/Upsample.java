package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Doubles height and width, each value four times. */
final class Upsample extends FeatureBlock {
  private static final int NEAREST = 0;

  Upsample(int channels) {
    super(channels, 1);
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    return resize(x, 2 * x.getShape().get(2), 2 * x.getShape().get(3));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape x = inputs[0];
    return new Shape[] {new Shape(x.get(0), x.get(1), 2 * x.get(2), 2 * x.get(3))};
  }

  /** Nearest neighbour: (B, C, H, W) to (B, C, height, width), source index ⌊i·in/out⌋. */
  static NDArray resize(NDArray x, long height, long width) {
    return x.getNDArrayInternal().interpolation(new long[] {height, width}, NEAREST, false);
  }

  @Override
  Feature trace(Tracer tracer, Feature x) {
    return tracer.resized(x, 2 * x.height(), 2 * x.width());
  }
}
