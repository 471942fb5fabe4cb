package dev.baton.worker.yolo.data;

import java.util.Arrays;

/**
 * Which images an epoch shows: a pure function of seed, epoch and, if there are any, weights.
 *
 * @param images entry p is the number of the image at position p
 * @param table images that mosaics draw their further tiles from, with the chances that the order
 *     gives them
 */
record EpochOrder(int[] images, int[] table) {

  /** Every image once, in the order of their numbers. */
  static EpochOrder fixed(int images) {
    int[] order = numbers(images);
    return new EpochOrder(order, order);
  }

  /** Every image once, shuffled. */
  static EpochOrder shuffled(long seed, int epoch, int images) {
    return new EpochOrder(SampleDraws.epochOrder(seed, epoch, images), numbers(images));
  }

  /**
   * As many images as there are weights, drawn with replacement in proportion to these, in shuffled
   * order. If all weights are zero, as when every class is detected perfectly, all count the same.
   */
  static EpochOrder weighted(long seed, int epoch, double[] weights) {
    double[] cumulative = weights.clone();
    Arrays.parallelPrefix(cumulative, Double::sum);
    double total = cumulative[cumulative.length - 1];
    if (total == 0) {
      return shuffled(seed, epoch, weights.length);
    }
    Draws draws = SampleDraws.ofTable(seed, epoch);
    int[] table = new int[weights.length];
    for (int i = 0; i < table.length; i++) {
      table[i] = firstAbove(cumulative, draws.unit() * total);
    }
    int[] order = SampleDraws.epochOrder(seed, epoch, table.length);
    for (int i = 0; i < order.length; i++) {
      order[i] = table[order[i]];
    }
    return new EpochOrder(order, table);
  }

  /** The first position whose sum exceeds {@code value}. */
  private static int firstAbove(double[] cumulative, double value) {
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] > value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static int[] numbers(int count) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, i -> i);
    return numbers;
  }
}
