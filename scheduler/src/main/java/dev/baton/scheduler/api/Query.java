package dev.baton.scheduler.api;

import java.util.Optional;
import java.util.function.Function;

/** The parameters behind the question mark of a URL; empty ones count as not given. */
final class Query {
  private final Function<String, String> parameters;

  /**
   * @param parameters gives a parameter's value, or null
   */
  Query(Function<String, String> parameters) {
    this.parameters = parameters;
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(parameters.apply(name)).map(String::strip).filter(t -> !t.isEmpty());
  }

  int integer(String name, int usual, int least, int most) {
    return (int) (long) whole(name, least, most).orElse((long) usual);
  }

  /** A whole number, if there is one. */
  Optional<Long> whole(String name, long least, long most) {
    return text(name).map(text -> whole(name, text, least, most));
  }

  static long whole(String name, String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw ApiException.badRequest(
        "%s=%s cannot be used: give a whole number from %d to %d"
            .formatted(name, text, least, most));
  }
}
