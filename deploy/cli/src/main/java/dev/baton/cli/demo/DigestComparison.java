package dev.baton.cli.demo;

import java.util.List;
import java.util.Optional;

/** Two training states, by the lines that their digests are made of. */
final class DigestComparison {
  private DigestComparison() {}

  /** The first line in which two digest.txt differ. */
  record Difference(String one, String other) {}

  static Optional<Difference> first(String one, String other) {
    List<String> left = one.lines().toList();
    List<String> right = other.lines().toList();
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      Difference pair = new Difference(at(left, i), at(right, i));
      if (!pair.one().equals(pair.other())) {
        return Optional.of(pair);
      }
    }
    return Optional.empty();
  }

  private static String at(List<String> lines, int i) {
    return i < lines.size() ? lines.get(i) : "(no such line)";
  }
}
