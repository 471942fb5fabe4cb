package org.example.digits;

/** Random draws that are functions of their numbers, so there is no generator to save. */
final class Draws {
  private Draws() {}

  /** Uniform in [0, 1), for example of (seed, epoch, sample, draw). */
  static double uniform(long... numbers) {
    long hash = 0;
    for (long number : numbers) {
      hash = mix(hash + 0x9E3779B97F4A7C15L * (number + 1));
    }
    return (hash >>> 11) * 0x1.0p-53;
  }

  /** The finalizer of SplitMix64 (Steele et al., OOPSLA 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
