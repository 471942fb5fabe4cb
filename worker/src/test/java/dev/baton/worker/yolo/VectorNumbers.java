package dev.baton.worker.yolo;

import java.nio.charset.StandardCharsets;

/** The specification's numbers u(name, index), appendix B.1, from which its vectors are made. */
public final class VectorNumbers {
  private final int hashOfName;

  public VectorNumbers(String name) {
    int hash = 0x811C9DC5;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x01000193;
    }
    hashOfName = hash;
  }

  /** Number {@code i}, in [0, 1). */
  public double at(int i) {
    int h = (i + 1) * 0x9E3779B9 + hashOfName;
    h ^= h >>> 16;
    h *= 0x85EBCA6B;
    h ^= h >>> 13;
    h *= 0xC2B2AE35;
    h ^= h >>> 16;
    return Integer.toUnsignedLong(h) / 4294967296.0;
  }
}
