package dev.baton.common.messages;

import java.util.regex.Pattern;

/** The rule for names of pools: they become parts of names of topics and groups. */
public final class PoolName {
  private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9-]{0,30}");

  private PoolName() {}

  /**
   * Returns {@code name}, or throws {@link IllegalArgumentException} saying what is wrong with it.
   */
  public static String require(String name) {
    if (!VALID.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" cannot be used: use a-z 0-9 and -, at most 31".formatted(name));
    }
    return name;
  }
}
