package dev.baton.common.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * Where two training states differ first, by the lines that their digests are made of ({@link
 * StateDigest#text}).
 *
 * @param one the line of the one, empty if it has fewer
 * @param other the line of the other
 */
public record DigestDifference(String one, String other) {

  public static Optional<DigestDifference> first(String one, String other) {
    List<String> left = one.lines().toList();
    List<String> right = other.lines().toList();
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      DigestDifference pair = new DigestDifference(at(left, i), at(right, i));
      if (!pair.one().equals(pair.other())) {
        return Optional.of(pair);
      }
    }
    return Optional.empty();
  }

  /** What differs: {@code model/model.0.conv.weight}, or {@code state.json}. */
  public String what() {
    String line = one.isEmpty() ? other : one;
    return line.substring(0, Math.max(line.indexOf(' '), 0));
  }

  private static String at(List<String> lines, int i) {
    return i < lines.size() ? lines.get(i) : "";
  }
}
