package dev.baton.scheduler.api;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** Answers what has happened to a job, out of memory, and further back out of the topic. */
final class EventApi {
  private static final int USUAL = 100;
  private static final int MOST = 500;

  private final FleetView view;
  private final PastEvents past;

  EventApi(FleetView view, PastEvents past) {
    this.view = view;
    this.past = past;
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
    List<EventShelf.Kept> kept = view.events(job);
    if (kept.isEmpty()) {
      FleetApi.require(view, request);
    }
    List<EventShelf.Kept> wanted =
        kept.stream()
            .filter(event -> event.offset() > after.orElse(-1L) && event.offset() < before)
            .toList();
    int surplus = Math.max(0, wanted.size() - limit);
    List<EventShelf.Kept> page =
        after.isPresent()
            ? wanted.subList(0, wanted.size() - surplus)
            : wanted.subList(surplus, wanted.size());
    boolean mayLackOlder = view.mayLackOlderEvents(job);
    if (page.isEmpty() && after.isEmpty() && mayLackOlder) {
      FleetApi.answer(request, olderPage(job, before, limit));
      return;
    }
    Optional<Long> first = page.stream().findFirst().map(EventShelf.Kept::offset);
    FleetApi.answer(
        request,
        page(
            page,
            after.orElse(-1L),
            first.filter(offset -> mayLackOlder || kept.getFirst().offset() < offset)));
  }

  /** Out of the topic; only where memory gives nothing more, since that has to be searched. */
  private Page olderPage(String job, long before, int limit) {
    PastEvents.Found found = past.find(job, before, limit);
    return page(found.events(), -1, found.before());
  }

  private static Page page(List<EventShelf.Kept> events, long ifNone, Optional<Long> previous) {
    return new Page(
        events.stream().map(EventShelf.Kept::row).toList(),
        events.isEmpty() ? ifNone : events.getLast().offset(),
        previous);
  }
}
