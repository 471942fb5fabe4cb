package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * Efficient layer aggregation (the paper's GELAN block): the input's two halves and the outputs of
 * two stages in a row are aggregated by one convolution. {@code ELAN1} has plain convolutions for
 * stages, {@code RepNCSPELAN4} a {@link RepNCsp} and a convolution.
 */
final class Elan extends FeatureBlock {
  private final ConvUnit cv1;
  private final FeatureBlock cv2;
  private final FeatureBlock cv3;
  private final ConvUnit cv4;

  /**
   * @param wide channels after the first convolution, even
   * @param narrow channels of each stage
   * @param repeats bottlenecks of a stage, 0 for {@code ELAN1}
   */
  Elan(Place at, int in, int out, int wide, int narrow, int repeats) {
    super(out, 1);
    cv1 = child("cv1", new ConvUnit(at.child("cv1"), in, wide, 1));
    cv2 = child("cv2", stage(at.child("cv2"), wide / 2, narrow, repeats));
    cv3 = child("cv3", stage(at.child("cv3"), narrow, narrow, repeats));
    cv4 = child("cv4", new ConvUnit(at.child("cv4"), wide + 2 * narrow, out, 1));
  }

  private static FeatureBlock stage(Place at, int in, int out, int repeats) {
    if (repeats == 0) {
      return new ConvUnit(at, in, out, 3);
    }
    return new Chain(
        List.of(
            new RepNCsp(at.child(0), in, out, repeats), new ConvUnit(at.child(1), out, out, 3)));
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    NDList halves = cv1.forward(x, training).split(2, 1); // two (B, wide/2, H, W)
    NDArray first = cv2.forward(halves.get(1), training); // (B, narrow, H, W)
    NDArray second = cv3.forward(first, training); // (B, narrow, H, W)
    NDList all = new NDList(halves.get(0), halves.get(1), first, second);
    return cv4.forward(NDArrays.concat(all, 1), training);
  }

  @Override
  Feature trace(Tracer tracer, Feature x) {
    List<Feature> halves = tracer.halves(cv1.trace(tracer, x));
    Feature first = cv2.trace(tracer, halves.getLast());
    Feature second = cv3.trace(tracer, first);
    return cv4.trace(
        tracer, tracer.joined(List.of(halves.getFirst(), halves.getLast(), first, second)));
  }
}
