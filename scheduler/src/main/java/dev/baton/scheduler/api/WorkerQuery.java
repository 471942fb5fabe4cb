package dev.baton.scheduler.api;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which workers are asked for, and in which order. */
record WorkerQuery(
    Optional<String> state,
    Optional<String> pool,
    Optional<String> part,
    Comparator<WorkerRow> order,
    Listing listing) {

  private static final Map<String, Comparator<WorkerRow>> ORDERS =
      Map.of(
          "name", Comparator.comparing(WorkerRow::worker),
          "state", Comparator.comparing(WorkerRow::state),
          "job", Listing.byOptional(WorkerRow::job),
          "rate", Listing.byOptional(WorkerRow::imagesPerSecond));

  /** A page of workers; {@code total} counts all that match. */
  record Page(int total, int offset, List<WorkerRow> workers) {}

  static WorkerQuery of(Query query) {
    return new WorkerQuery(
        query.text("state"),
        query.text("pool"),
        query.text("q"),
        Listing.order(query, ORDERS, "name").thenComparing(WorkerRow::worker),
        Listing.of(query));
  }

  Page page(List<WorkerRow> all) {
    List<WorkerRow> matching = all.stream().filter(this::matches).sorted(order).toList();
    return new Page(matching.size(), listing.offset(), listing.of(matching));
  }

  private boolean matches(WorkerRow row) {
    return state.filter(name -> !name.equalsIgnoreCase(row.state())).isEmpty()
        && pool.filter(name -> !name.equals(row.pool())).isEmpty()
        && part.filter(
                text ->
                    !Listing.contains(
                        text, row.worker(), row.job().orElse(""), row.host(), row.device()))
            .isEmpty();
  }
}
