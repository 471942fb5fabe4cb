package dev.baton.worker.yolo.data;

/**
 * Counter-based draws: number i of a sample is a pure function of (seed, epoch, position in the
 * epoch, i), so neither threads nor a stop and resume can change it. The function is SplitMix64
 * (Steele, Lea, Flood 2014): its finalizer, applied to a key plus i times the golden ratio; the key
 * is made by absorbing seed, epoch and position with the same finalizer.
 */
final class SampleDraws implements Draws {
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
  private static final double UNIT_OF_53_BITS = 0x1p-53;

  /** Shape of the beta distribution that weighs two mixed images. */
  private static final double MIX_SHAPE = 32;

  private static final int ORDER = -1;
  private static final int TABLE = -2;
  private static final int FIRST_STEP = -3;

  private final long key;
  private long counter;

  /**
   * @param epoch from 0
   * @param position of the sample in the epoch's order, from 0; negative for what concerns more
   *     than a sample
   */
  SampleDraws(long seed, int epoch, int position) {
    key = absorb(absorb(absorb(0, seed), epoch), position);
  }

  /**
   * The order in which {@code epoch} shows {@code images} images: entry p is the image at position
   * p. A Fisher-Yates shuffle of 0 … images − 1.
   */
  static int[] epochOrder(long seed, int epoch, int images) {
    int[] order = new int[images];
    for (int i = 0; i < images; i++) {
      order[i] = i;
    }
    new SampleDraws(seed, epoch, ORDER).shuffle(order);
    return order;
  }

  /** The draws of an epoch's table of weighted images. */
  static SampleDraws ofTable(long seed, int epoch) {
    return new SampleDraws(seed, epoch, TABLE);
  }

  /** The draws of a batch as a whole. */
  static SampleDraws ofStep(long seed, int epoch, int step) {
    return new SampleDraws(seed, epoch, FIRST_STEP - step);
  }

  private static long absorb(long state, long value) {
    return mix((state ^ value) + GOLDEN_RATIO);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private long next() {
    counter++;
    return mix(key + counter * GOLDEN_RATIO);
  }

  @Override
  public double unit() {
    return (next() >>> 11) * UNIT_OF_53_BITS;
  }

  /** The upper half of next · n (Lemire 2019); its bias, under n / 2^64, is left in. */
  @Override
  public int below(int n) {
    return (int) Math.unsignedMultiplyHigh(next(), n);
  }

  @Override
  public double colourUnit() {
    return unit();
  }

  @Override
  public double mixRatio() {
    double first = gamma(MIX_SHAPE);
    return first / (first + gamma(MIX_SHAPE));
  }

  /** Marsaglia and Tsang 2000, for a shape of at least 1. */
  private double gamma(double shape) {
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = normal();
      double v = 1 + c * x;
      if (v <= 0) {
        continue;
      }
      v = v * v * v;
      double u = unit();
      if (StrictMath.log(u) < x * x / 2 + d * (1 - v + StrictMath.log(v))) {
        return d * v;
      }
    }
  }

  /** Box and Muller 1958. */
  private double normal() {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - unit()));
    return radius * StrictMath.cos(2 * Math.PI * unit());
  }
}
