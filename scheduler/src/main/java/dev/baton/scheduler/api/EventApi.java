package dev.baton.scheduler.api;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** Answers what has happened to a job, as far as it is in memory. */
final class EventApi {
  private static final int USUAL = 100;
  private static final int MOST = 500;

  private final FleetView view;

  EventApi(FleetView view) {
    this.view = view;
  }

  /**
   * Events in order.
   *
   * @param next to be given as {@code after} for what comes later
   * @param previous to be given as {@code before} for what came earlier; empty when nothing did
   */
  record Page(List<EventRow> events, long next, Optional<Long> previous) {}

  /** With {@code after} the first ones after it, else the last ones, or the last before. */
  void events(Context request) {
    Query query = new Query(request::queryParam);
    int limit = query.integer("limit", USUAL, 1, MOST);
    Optional<Long> after = query.whole("after", -1, Long.MAX_VALUE);
    long before = query.whole("before", 0, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
    String job = request.pathParam("job");
    List<EventShelf.Kept> all = view.events(job);
    if (all.isEmpty()) {
      FleetApi.require(view, request);
    }
    List<EventShelf.Kept> wanted =
        all.stream()
            .filter(kept -> kept.offset() > after.orElse(-1L) && kept.offset() < before)
            .toList();
    int surplus = Math.max(0, wanted.size() - limit);
    List<EventShelf.Kept> page =
        after.isPresent()
            ? wanted.subList(0, wanted.size() - surplus)
            : wanted.subList(surplus, wanted.size());
    Optional<Long> first = page.stream().findFirst().map(EventShelf.Kept::offset);
    boolean hasEarlier =
        first.isPresent() && !all.isEmpty() && all.getFirst().offset() < first.get();
    FleetApi.answer(
        request,
        new Page(
            page.stream().map(EventShelf.Kept::row).toList(),
            page.isEmpty() ? after.orElse(-1L) : page.getLast().offset(),
            hasEarlier ? first : Optional.empty()));
  }
}
