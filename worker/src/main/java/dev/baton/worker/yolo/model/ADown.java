package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.List;

/** Halves the size: after smoothing, half of the channels by convolution, half by maxima. */
final class ADown extends FeatureBlock {
  private final ConvUnit cv1;
  private final ConvUnit cv2;

  ADown(Place at, int in, int out) {
    super(out, 2);
    cv1 = child("cv1", new ConvUnit(at.child("cv1"), in / 2, out / 2, 3, 2));
    cv2 = child("cv2", new ConvUnit(at.child("cv2"), in / 2, out / 2, 1));
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    NDList halves = Pools.smooth(x).split(2, 1); // two (B, Cin/2, H−1, W−1)
    NDArray strided = cv1.forward(halves.get(0), training); // (B, Cout/2, H/2, W/2)
    NDArray pooled = cv2.forward(Pools.halve(halves.get(1)), training); // as above
    return NDArrays.concat(new NDList(strided, pooled), 1);
  }

  @Override
  Feature trace(Tracer tracer, Feature x) {
    List<Feature> halves = tracer.halves(tracer.means(x));
    Feature strided = cv1.trace(tracer, halves.getFirst());
    Feature pooled = cv2.trace(tracer, Pools.halve(tracer, halves.getLast()));
    return tracer.joined(List.of(strided, pooled));
  }
}
