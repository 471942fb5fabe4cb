package dev.baton.scheduler.api;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which part of a list is asked for.
 *
 * @param limit 1 to 200
 */
record Listing(int offset, int limit) {
  private static final int MOST = 200;
  private static final int USUAL = 50;

  /** Reads {@code offset} and {@code limit}. */
  static Listing of(Query query) {
    return new Listing(
        query.integer("offset", 0, 0, Integer.MAX_VALUE), query.integer("limit", USUAL, 1, MOST));
  }

  <T> List<T> of(List<T> all) {
    return all.stream().skip(offset).limit(limit).toList();
  }

  /**
   * Reads {@code sort}: a key of {@code orders}, or the same after a minus for the reverse.
   *
   * @param usual where nothing is asked for
   */
  static <T> Comparator<T> order(Query query, Map<String, Comparator<T>> orders, String usual) {
    String wanted = query.text("sort").orElse(usual);
    boolean isReversed = wanted.startsWith("-");
    Comparator<T> order = orders.get(isReversed ? wanted.substring(1) : wanted);
    if (order == null) {
      throw ApiException.badRequest(
          "sort=%s is no order: use one of %s, with a minus before it for the reverse"
              .formatted(
                  wanted, orders.keySet().stream().sorted().collect(Collectors.joining(", "))));
    }
    return isReversed ? order.reversed() : order;
  }

  /** Orders by a value that may be absent; those without come first, or last in reverse. */
  static <T, V extends Comparable<V>> Comparator<T> byOptional(Function<T, Optional<V>> value) {
    return Comparator.comparing(
        item -> value.apply(item).orElse(null), Comparator.nullsFirst(Comparator.naturalOrder()));
  }

  /** Whether one of {@code texts} contains {@code part}, whatever the case. */
  static boolean contains(String part, String... texts) {
    String wanted = part.toLowerCase(Locale.ROOT);
    return Arrays.stream(texts).anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted));
  }
}
