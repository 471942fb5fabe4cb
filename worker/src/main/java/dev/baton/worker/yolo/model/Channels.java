package dev.baton.worker.yolo.model;

/** Arithmetic on numbers of channels. */
final class Channels {

  private Channels() {}

  /** Rounds {@code channels} up to a multiple of {@code divisor}. */
  static int divisible(double channels, int divisor) {
    return (int) Math.ceil(channels / divisor) * divisor;
  }
}
