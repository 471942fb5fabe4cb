package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

/**
 * Turns a distribution over distances into its mean (Li et al. 2020, arXiv:2006.04388, eq. 5). The
 * bins 0, 1, … are a constant, kept as a convolution's weight since checkpoints have it.
 */
final class Dfl extends FeatureBlock {
  /** Bins of one side's distance. */
  static final int REG_MAX = 16;

  private static final int SIDES = 4;

  private final Parameter bins;

  Dfl(Place at) {
    super(SIDES, 1);
    bins = fixed(at, "conv.weight", Parameter.Type.WEIGHT, 1, REG_MAX, 1, 1);
  }

  Parameter bins() {
    return bins;
  }

  /**
   * Computes mean distances.
   *
   * @param x (B, 64, A), logits of left, top, right, bottom
   * @return (B, 4, A), in units of the stride
   */
  @Override
  NDArray forward(NDArray x, boolean training) {
    Shape shape = x.getShape();
    NDArray logits = x.reshape(shape.get(0), SIDES, REG_MAX, shape.get(2)); // (B, 4, 16, A)
    NDArray weights = bins.getArray().reshape(1, 1, REG_MAX, 1);
    return logits.softmax(2).mul(weights).sum(new int[] {2});
  }

  /** Always refused: the raw maps come before it, and what decodes them needs no trace. */
  @Override
  Feature trace(Tracer tracer, Feature x) {
    throw new UnsupportedOperationException("The distances are no part of the raw maps");
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape x = inputs[0];
    return new Shape[] {new Shape(x.get(0), SIDES, x.get(2))};
  }
}
