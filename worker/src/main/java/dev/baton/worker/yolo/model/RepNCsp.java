package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;

/**
 * Cross-stage partial block (Wang et al. 2019, arXiv:1911.11929): one half of the channels goes
 * through the bottlenecks, the other around them, and both are merged.
 */
final class RepNCsp extends FeatureBlock {
  private final ConvUnit cv1;
  private final ConvUnit cv2;
  private final ConvUnit cv3;
  private final List<RepNBottleneck> bottlenecks = new ArrayList<>();

  RepNCsp(Place at, int in, int out, int repeats) {
    super(out, 1);
    int half = out / 2;
    cv1 = child("cv1", new ConvUnit(at.child("cv1"), in, half, 1));
    cv2 = child("cv2", new ConvUnit(at.child("cv2"), in, half, 1));
    cv3 = child("cv3", new ConvUnit(at.child("cv3"), 2 * half, out, 1));
    for (int i = 0; i < repeats; i++) {
      bottlenecks.add(child("m" + i, new RepNBottleneck(at.child("m").child(i), half)));
    }
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    NDArray through = cv1.forward(x, training); // (B, Cout/2, H, W)
    for (RepNBottleneck bottleneck : bottlenecks) {
      through = bottleneck.forward(through, training);
    }
    NDArray around = cv2.forward(x, training); // (B, Cout/2, H, W)
    return cv3.forward(NDArrays.concat(new NDList(through, around), 1), training);
  }

  @Override
  Feature trace(Tracer tracer, Feature x) {
    Feature through = cv1.trace(tracer, x);
    for (RepNBottleneck bottleneck : bottlenecks) {
      through = bottleneck.trace(tracer, through);
    }
    Feature around = cv2.trace(tracer, x);
    return cv3.trace(tracer, tracer.joined(List.of(through, around)));
  }
}
