package dev.baton.cli.demo;

import dev.baton.common.checkpoint.DigestDifference;
import java.util.Optional;

/** Two training states, by the lines that their digests are made of. */
final class DigestComparison {
  private DigestComparison() {}

  /** The first line in which two digest.txt differ, as people are shown it. */
  record Difference(String one, String other) {}

  static Optional<Difference> first(String one, String other) {
    return DigestDifference.first(one, other)
        .map(pair -> new Difference(shown(pair.one()), shown(pair.other())));
  }

  private static String shown(String line) {
    return line.isEmpty() ? "(no such line)" : line;
  }
}
