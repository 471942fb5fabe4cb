package dev.baton.scheduler.api;

import dev.baton.common.messages.JobState.Status;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which jobs are asked for, and in which order. */
record JobQuery(
    Set<Status> statuses,
    Optional<String> owner,
    Optional<String> pool,
    Optional<String> part,
    Comparator<JobRow> order,
    Listing listing) {

  private static final Map<String, Comparator<JobRow>> ORDERS =
      Map.of(
          "submitted", Comparator.comparing(JobRow::submittedAt),
          "name", Comparator.comparing(JobRow::job),
          "status", Comparator.comparing(JobRow::status),
          "priority", Comparator.comparingInt(JobRow::priority),
          "progress", Comparator.comparingDouble(JobRow::progress),
          "fitness", Listing.byOptional(JobRow::fitness),
          "heard", Comparator.comparing(JobRow::heardAt));

  /** A page of jobs; {@code total} counts all that match. */
  record Page(int total, int offset, List<JobRow> jobs) {}

  static JobQuery of(Query query) {
    return new JobQuery(
        query.text("status").map(JobQuery::statuses).orElse(EnumSet.allOf(Status.class)),
        query.text("owner"),
        query.text("pool"),
        query.text("q"),
        Listing.order(query, ORDERS, "-submitted").thenComparing(JobRow::job),
        Listing.of(query));
  }

  Page page(List<JobRow> all) {
    List<JobRow> matching = all.stream().filter(this::matches).sorted(order).toList();
    return new Page(matching.size(), listing.offset(), listing.of(matching));
  }

  private boolean matches(JobRow row) {
    return statuses.contains(row.status())
        && owner.filter(name -> !name.equals(row.owner())).isEmpty()
        && pool.filter(name -> !name.equals(row.pool())).isEmpty()
        && part.filter(
                text ->
                    !Listing.contains(
                        text, row.job(), row.owner(), row.worker(), row.cfg(), row.pool()))
            .isEmpty();
  }

  private static Set<Status> statuses(String names) {
    Set<Status> statuses = EnumSet.noneOf(Status.class);
    for (String name : names.split(",")) {
      try {
        statuses.add(Status.valueOf(name.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw ApiException.badRequest(
            "status=%s is none: use %s, several separated by commas"
                .formatted(name, Arrays.toString(Status.values())));
      }
    }
    return statuses;
  }
}
