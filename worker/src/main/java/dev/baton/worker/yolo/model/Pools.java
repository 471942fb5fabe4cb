package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** The three poolings of these networks. */
final class Pools {
  private static final Shape ONE = new Shape(1, 1);
  private static final Shape TWO = new Shape(2, 2);
  private static final Shape THREE = new Shape(3, 3);
  private static final Shape FIVE = new Shape(5, 5);

  private Pools() {}

  /** Means of 2×2 neighbours: (B, C, H, W) to (B, C, H−1, W−1). */
  static NDArray smooth(NDArray x) {
    return x.getNDArrayInternal().avgPool(TWO, ONE, new Shape(0, 0), false, true);
  }

  /** Maxima of 3×3 at every second place: (B, C, H, W) to (B, C, H/2, W/2), rounded up. */
  static NDArray halve(NDArray x) {
    return x.getNDArrayInternal().maxPool(THREE, TWO, ONE, false);
  }

  static Feature halve(Tracer tracer, Feature x) {
    return tracer.maxima(x, 3, 2);
  }

  /** Maxima of 5×5 around each place; the size stays. */
  static NDArray spread(NDArray x) {
    return x.getNDArrayInternal().maxPool(FIVE, ONE, TWO, false);
  }

  static Feature spread(Tracer tracer, Feature x) {
    return tracer.maxima(x, 5, 1);
  }
}
