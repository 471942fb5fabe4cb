package dev.baton.worker.yolo.data;

import java.util.HashSet;
import java.util.Set;

/** The reference's draws: Python's and NumPy's generators, both seeded with one number. */
final class ReferenceDraws implements Draws {
  private static final int POOL_LIMIT = 21;

  private final MersenneTwister python;
  private final MersenneTwister numpy;
  private double spareNormal = Double.NaN;

  ReferenceDraws(int seed) {
    python = MersenneTwister.ofArray(seed);
    numpy = MersenneTwister.ofNumber(seed);
  }

  @Override
  public double unit() {
    return python.nextDouble();
  }

  @Override
  public int below(int n) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(n);
    int drawn;
    do {
      drawn = python.nextInt() >>> (Integer.SIZE - bits);
    } while (drawn >= n);
    return drawn;
  }

  @Override
  public int[] sample(int n, int count) {
    int limit = POOL_LIMIT;
    for (int power = 1; count > 5 && power < 3 * count; ) {
      power *= 4;
      limit = POOL_LIMIT + power;
    }
    if (n <= limit) {
      return Draws.super.sample(n, count);
    }
    int[] sample = new int[count];
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < count; i++) {
      do {
        sample[i] = below(n);
      } while (!taken.add(sample[i]));
    }
    return sample;
  }

  @Override
  public double colourUnit() {
    return numpy.nextDouble();
  }

  @Override
  public double mixRatio() {
    double first = gamma(32);
    return first / (first + gamma(32));
  }

  private double gamma(double shape) {
    double b = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * b);
    while (true) {
      double x;
      double v;
      do {
        x = normal();
        v = 1 + c * x;
      } while (v <= 0);
      v = v * v * v;
      double u = numpy.nextDouble();
      if (u < 1 - 0.0331 * x * x * x * x || Math.log(u) < x * x / 2 + b * (1 - v + Math.log(v))) {
        return b * v;
      }
    }
  }

  private double normal() {
    if (!Double.isNaN(spareNormal)) {
      double spare = spareNormal;
      spareNormal = Double.NaN;
      return spare;
    }
    double x1;
    double x2;
    double r2;
    do {
      x1 = 2 * numpy.nextDouble() - 1;
      x2 = 2 * numpy.nextDouble() - 1;
      r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1 || r2 == 0);
    double f = Math.sqrt(-2 * Math.log(r2) / r2);
    spareNormal = f * x1;
    return f * x2;
  }
}
