package dev.baton.worker.yolo.data;

/**
 * The random numbers of one training sample. The augmentations ask for them in the reference's
 * order, so a source that repeats the reference's generators gives the reference's images; tests do
 * that, training uses {@link SampleDraws}.
 */
interface Draws {

  /** Uniform in [0, 1). */
  double unit();

  /** Uniform in 0 … n − 1. */
  int below(int n);

  /** Uniform in [0, 1); the reference keeps another generator for colours and for mixing. */
  double colourUnit();

  /** Beta(32, 32): the weight of the first of two mixed images. */
  double mixRatio();

  default double uniform(double low, double high) {
    return low + (high - low) * unit();
  }

  default void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = below(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  /** {@code count} of 0 … n − 1, none twice. */
  default int[] sample(int n, int count) {
    int[] pool = new int[n];
    for (int i = 0; i < n; i++) {
      pool[i] = i;
    }
    int[] sample = new int[count];
    for (int i = 0; i < count; i++) {
      int j = below(n - i);
      sample[i] = pool[j];
      pool[j] = pool[n - i - 1];
    }
    return sample;
  }
}
