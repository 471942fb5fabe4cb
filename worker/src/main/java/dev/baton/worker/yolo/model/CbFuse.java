package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Adds one slice of each of several {@link CbLinear} layers, resized to the last input, to that
 * last input (the composite backbone of CBNet, Liang et al. 2021, arXiv:2107.00420).
 */
final class CbFuse extends NetworkBlock {
  private final List<Integer> picks;
  private final int outChannels;

  /**
   * @param picks positions of the slices among all inputs; the last input is added besides
   * @param outChannels channels of the last input and of every slice picked
   */
  CbFuse(List<Integer> picks, int outChannels) {
    this.picks = List.copyOf(picks);
    this.outChannels = outChannels;
  }

  @Override
  NDList forward(NDList inputs, boolean training) {
    NDArray last = inputs.get(inputs.size() - 1);
    NDArray sum = null;
    for (int pick : picks) {
      Shape size = last.getShape();
      NDArray slice = Upsample.resize(inputs.get(pick), size.get(2), size.get(3));
      sum = sum == null ? slice : sum.add(slice);
    }
    return new NDList(sum.add(last));
  }

  @Override
  List<Integer> outChannels() {
    return List.of(outChannels);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[inputs.length - 1]};
  }

  @Override
  List<Feature> trace(Tracer tracer, List<Feature> inputs) {
    Feature last = inputs.getLast();
    Feature sum = null;
    for (int pick : picks) {
      Feature slice = tracer.resized(inputs.get(pick), last.height(), last.width());
      sum = sum == null ? slice : tracer.sum(sum, slice);
    }
    return List.of(tracer.sum(sum, last));
  }
}
