package dev.baton.scheduler.api;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a follower wants to hear of beside the fleet at a glance.
 *
 * @param job whose changes only are wanted; empty for all jobs
 */
record Interest(Optional<String> job, Set<Kind> kinds) {

  /** What there is to hear of; the names are those of the events that tell it. */
  enum Kind {
    JOBS,
    WORKERS,
    EVENT,
    /** Of one job only. */
    STEP;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Everything, as far as it concerns {@code job} if one is named. */
  static Interest inAll(Optional<String> job) {
    return new Interest(job, EnumSet.allOf(Kind.class));
  }

  /** Reads {@code job} and {@code kinds}; without kinds everything is wanted. */
  static Interest of(Query query) {
    Optional<String> job = query.text("job");
    return query
        .text("kinds")
        .map(words -> new Interest(job, kinds(words)))
        .orElseGet(() -> inAll(job));
  }

  boolean isIn(Kind kind) {
    return kinds.contains(kind);
  }

  private static Set<Kind> kinds(String words) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (String word : words.split(",")) {
      if (!word.strip().equals("fleet")) { // comes in any case
        kinds.add(kind(word.strip()));
      }
    }
    return kinds;
  }

  private static Kind kind(String word) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.word().equals(word))
        .findAny()
        .orElseThrow(
            () ->
                ApiException.badRequest(
                    "kinds=%s is none: use fleet, %s, several separated by commas"
                        .formatted(
                            word,
                            Arrays.stream(Kind.values())
                                .map(Kind::word)
                                .collect(Collectors.joining(", ")))));
  }
}
