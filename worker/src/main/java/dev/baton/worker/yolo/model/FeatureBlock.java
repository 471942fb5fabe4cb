package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** A block of one input map and one output map. */
abstract class FeatureBlock extends NetworkBlock {
  private final int outChannels;
  private final int stride;

  /**
   * @param outChannels channels of the output
   * @param stride by which height and width shrink
   */
  FeatureBlock(int outChannels, int stride) {
    this.outChannels = outChannels;
    this.stride = stride;
  }

  /**
   * Computes the output map.
   *
   * @param x (B, Cin, H, W)
   * @return (B, Cout, H/stride, W/stride)
   */
  abstract NDArray forward(NDArray x, boolean training);

  /** Writes down what {@link #forward} computes in evaluation. */
  abstract Feature trace(Tracer tracer, Feature x);

  final int stride() {
    return stride;
  }

  @Override
  final NDList forward(NDList inputs, boolean training) {
    return new NDList(forward(inputs.singletonOrThrow(), training));
  }

  @Override
  final List<Feature> trace(Tracer tracer, List<Feature> inputs) {
    return List.of(trace(tracer, inputs.getFirst()));
  }

  @Override
  final List<Integer> outChannels() {
    return List.of(outChannels);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape x = inputs[0];
    return new Shape[] {new Shape(x.get(0), outChannels, x.get(2) / stride, x.get(3) / stride)};
  }
}
