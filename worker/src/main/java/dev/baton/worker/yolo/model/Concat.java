package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** Joins maps of one size along their channels. */
final class Concat extends NetworkBlock {
  private final int outChannels;

  Concat(List<Integer> inChannels) {
    outChannels = inChannels.stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  NDList forward(NDList inputs, boolean training) {
    return new NDList(NDArrays.concat(inputs, 1));
  }

  @Override
  List<Integer> outChannels() {
    return List.of(outChannels);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape x = inputs[0];
    return new Shape[] {new Shape(x.get(0), outChannels, x.get(2), x.get(3))};
  }

  @Override
  List<Feature> trace(Tracer tracer, List<Feature> inputs) {
    return List.of(tracer.joined(inputs));
  }
}
