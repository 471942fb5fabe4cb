package dev.baton.simulation;

import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** All chance of a history, from its seed. */
final class Draws {
  private final SplittableRandom random;

  Draws(long seed) {
    // Neighbouring seeds give unlike histories.
    this.random = new SplittableRandom(seed).split();
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  double fraction() {
    return random.nextDouble();
  }

  /** From {@code least} to {@code most}, both included. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  Duration seconds(double least, double most) {
    return Duration.ofNanos((long) ((least + (most - least) * random.nextDouble()) * 1e9));
  }

  @SafeVarargs
  final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  void shuffle(List<?> list) {
    Collections.shuffle(list, new Random(random.nextLong()));
  }

  /** 128 bits in hexadecimal digits. */
  String id() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
