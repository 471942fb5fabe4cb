package dev.baton.scheduler.api;

import dev.baton.common.messages.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The newest events of each job, as many as memory is set aside for. What is no longer here is
 * still in Kafka ({@link PastEvents}), and what matters of it in the job's log. Not thread-safe.
 */
final class EventShelf {
  /** Some 30 MB. */
  private static final int MOST = 60_000;

  private static final int MOST_OF_A_JOB = 1_000;

  private final Map<String, Deque<Kept>> byJob = new HashMap<>();

  /** Jobs of which something was here once that is not any more. */
  private final Set<String> shortened = new HashSet<>();

  private OptionalLong first = OptionalLong.empty();

  /** Jobs in the order in which their events came, one for each event: whose is the oldest. */
  private final Deque<String> order = new ArrayDeque<>();

  /** An event and its place in the topic. */
  record Kept(long offset, Event event) {
    EventRow row() {
      return EventRow.of(event, offset);
    }
  }

  void add(Event event, long offset) {
    if (first.isEmpty()) {
      first = OptionalLong.of(offset);
    }
    Deque<Kept> ofJob = byJob.computeIfAbsent(event.job(), job -> new ArrayDeque<>());
    ofJob.addLast(new Kept(offset, event));
    order.addLast(event.job());
    if (ofJob.size() > MOST_OF_A_JOB) {
      ofJob.removeFirst();
      shortened.add(event.job());
    }
    while (order.size() > MOST) {
      dropOldest();
    }
  }

  /** Events of a job, oldest first. */
  List<Kept> of(String job) {
    return List.copyOf(byJob.getOrDefault(job, new ArrayDeque<>()));
  }

  /** Whether the topic may have events of {@code job} that are older than those here. */
  boolean mayLackOlder(String job) {
    return first.orElse(0) > 0 || shortened.contains(job);
  }

  /** A place in the order may be of an event that has gone already; then another one goes. */
  private void dropOldest() {
    String job = order.removeFirst();
    Deque<Kept> ofJob = byJob.get(job);
    if (ofJob != null) {
      ofJob.pollFirst();
      shortened.add(job);
      if (ofJob.isEmpty()) {
        byJob.remove(job);
      }
    }
  }
}
