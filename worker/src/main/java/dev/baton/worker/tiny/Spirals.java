package dev.baton.worker.tiny;

/** Points on two noisy spirals, each a pure function of its numbers. */
final class Spirals {
  private Spirals() {}

  /**
   * @param x abscissa, about −1 to 1
   * @param y ordinate, about −1 to 1
   * @param isSecond which spiral it lies on
   */
  record Sample(double x, double y, boolean isSecond) {}

  static Sample sample(long seed, int epoch, int index) {
    long key = seed * 0x9E3779B97F4A7C15L + epoch * 1_000_003L + index;
    boolean isSecond = uniform(key, 0) < 0.5;
    double along = uniform(key, 1);
    double angle = 2 * Math.PI * along + (isSecond ? Math.PI : 0);
    double noise = 0.1 * (uniform(key, 2) - 0.5);
    double radius = 0.15 + 0.8 * along + noise;
    return new Sample(radius * StrictMath.cos(angle), radius * StrictMath.sin(angle), isSecond);
  }

  /** SplitMix64 (Steele et al., OOPSLA 2014) of two numbers, in [0, 1). */
  static double uniform(long key, long draw) {
    long z = key + (draw + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }
}
