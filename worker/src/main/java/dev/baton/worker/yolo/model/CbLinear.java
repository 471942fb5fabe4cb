package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** One convolution whose channels are handed out in slices, to be fused into another branch. */
final class CbLinear extends NetworkBlock {
  private final PlainConv conv;
  private final List<Integer> slices;

  /**
   * @param slices channels of each output
   */
  CbLinear(Place at, int in, List<Integer> slices) {
    this.slices = List.copyOf(slices);
    int out = slices.stream().mapToInt(Integer::intValue).sum();
    conv = child("conv", new PlainConv(at.child("conv"), in, out, 1));
  }

  @Override
  NDList forward(NDList inputs, boolean training) {
    long[] ends = new long[slices.size() - 1];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += slices.get(i);
      ends[i] = end;
    }
    return conv.forward(inputs.singletonOrThrow(), training).split(ends, 1);
  }

  @Override
  List<Integer> outChannels() {
    return slices;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape x = inputs[0];
    return slices.stream()
        .map(channels -> new Shape(x.get(0), channels, x.get(2), x.get(3)))
        .toArray(Shape[]::new);
  }

  @Override
  List<Feature> trace(Tracer tracer, List<Feature> inputs) {
    return tracer.split(conv.trace(tracer, inputs.getFirst()), slices);
  }
}
