package dev.baton.common.messages;

import java.util.Optional;
import java.util.regex.Pattern;

/** The rule for job names: they become object keys and folder names, so they are plain. */
public final class JobName {
  private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private JobName() {}

  /** Says what is wrong with {@code name}, or nothing when it may be used. */
  public static Optional<String> problem(String name) {
    if (VALID.matcher(name).matches() && !name.contains("..")) {
      return Optional.empty();
    }
    return Optional.of(
        "job name \"%s\" cannot be used: use 1 to 63 of a-z 0-9 . _ - beginning with a letter or digit, without \"..\", for example exp1"
            .formatted(name));
  }

  /**
   * Returns {@code name}, or throws {@link IllegalArgumentException} saying what is wrong with it.
   */
  public static String require(String name) {
    problem(name)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    return name;
  }
}
