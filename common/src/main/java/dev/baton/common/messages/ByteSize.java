package dev.baton.common.messages;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A size as people write it: {@code 500MB}, {@code 20GB}; decimal units, as stores sell them.
 *
 * @param bytes at least 1
 */
public record ByteSize(long bytes) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6}) ?(B|[kK]B|MB|GB|TB)");

  /** Each a thousand times the one before it. */
  private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

  public ByteSize {
    if (bytes < 1) {
      throw new IllegalArgumentException("a size of %d bytes: give at least 1B".formatted(bytes));
    }
  }

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException saying which forms there are
   */
  @JsonCreator
  public static ByteSize parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no size: write a whole number and a unit, for example 500MB, 20GB or 2TB"
              .formatted(text));
    }
    long bytes = Long.parseLong(matcher.group(1));
    for (int i = UNITS.indexOf(matcher.group(2).toUpperCase(Locale.ROOT)); i > 0; i--) {
      bytes *= 1000;
    }
    return new ByteSize(bytes);
  }

  /** In the largest unit of which it is a whole number. */
  @JsonValue
  @Override
  public String toString() {
    long number = bytes;
    int unit = 0;
    while (number % 1000 == 0 && unit < UNITS.size() - 1) {
      number /= 1000;
      unit++;
    }
    return number + UNITS.get(unit);
  }
}
