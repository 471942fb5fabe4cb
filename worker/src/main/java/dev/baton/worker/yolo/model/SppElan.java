package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * Spatial pyramid pooling (He et al. 2014, arXiv:1406.4729) in ELAN's form: a map and its maxima
 * over growing neighbourhoods, aggregated by one convolution.
 */
final class SppElan extends FeatureBlock {
  private final ConvUnit cv1;
  private final ConvUnit cv5;

  SppElan(Place at, int in, int out, int narrow) {
    super(out, 1);
    cv1 = child("cv1", new ConvUnit(at.child("cv1"), in, narrow, 1));
    cv5 = child("cv5", new ConvUnit(at.child("cv5"), 4 * narrow, out, 1));
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    NDArray own = cv1.forward(x, training); // (B, narrow, H, W)
    NDArray five = Pools.spread(own);
    NDArray nine = Pools.spread(five);
    NDArray thirteen = Pools.spread(nine);
    return cv5.forward(NDArrays.concat(new NDList(own, five, nine, thirteen), 1), training);
  }

  @Override
  Feature trace(Tracer tracer, Feature x) {
    Feature own = cv1.trace(tracer, x);
    Feature five = Pools.spread(tracer, own);
    Feature nine = Pools.spread(tracer, five);
    Feature thirteen = Pools.spread(tracer, nine);
    return cv5.trace(tracer, tracer.joined(List.of(own, five, nine, thirteen)));
  }
}
