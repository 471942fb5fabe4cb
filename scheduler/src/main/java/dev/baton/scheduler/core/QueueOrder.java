package dev.baton.scheduler.core;

import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose turn it is among the waiting jobs of a pool: priority first, then the owner with the fewest
 * open commands, then the owner who was served longest ago, then age.
 */
public final class QueueOrder {
  private final Map<String, Long> openCommands = new HashMap<>();
  private final Map<String, Instant> lastServed = new HashMap<>();

  private QueueOrder() {}

  /**
   * @param jobs all of one pool, ended ones too: they say when an owner was served
   */
  static QueueOrder of(Collection<JobState> jobs) {
    QueueOrder order = new QueueOrder();
    for (JobState job : jobs) {
      order.lastServed.merge(job.spec().owner(), job.publishedAt(), QueueOrder::later);
      if (job.isCommandOpen() && isActive(job)) {
        order.openCommands.merge(job.spec().owner(), 1L, Long::sum);
      }
    }
    return order;
  }

  /**
   * The first jobs that wait, in the order in which they will be trained if nothing changes: those
   * whose command is out already, then the others. Several pools follow each other by name.
   *
   * @param jobs all of the fleet
   */
  public static List<String> names(Collection<JobState> jobs, int most) {
    List<String> names = new ArrayList<>();
    jobs.stream()
        .map(job -> job.spec().pool())
        .distinct()
        .sorted()
        .forEach(pool -> addNames(ofPool(jobs, pool), most, names));
    return List.copyOf(names);
  }

  private static List<JobState> ofPool(Collection<JobState> jobs, String pool) {
    return jobs.stream().filter(job -> job.spec().pool().equals(pool)).toList();
  }

  private static void addNames(List<JobState> jobs, int most, List<String> names) {
    jobs.stream()
        .filter(job -> job.status() == Status.QUEUED && job.isCommandOpen())
        .sorted(Comparator.comparing(JobState::publishedAt).thenComparing(JobState::job))
        .limit(most - names.size())
        .forEach(job -> names.add(job.job()));
    QueueOrder order = of(jobs);
    List<JobState> waiting =
        new ArrayList<>(
            jobs.stream()
                .filter(job -> job.status() == Status.QUEUED && !job.isCommandOpen())
                .toList());
    while (!waiting.isEmpty() && names.size() < most) {
      JobState next = order.first(waiting).orElseThrow();
      names.add(next.job());
      waiting.remove(next);
      order.openCommands.merge(next.spec().owner(), 1L, Long::sum);
    }
  }

  /** The one whose turn it is among {@code waiting}, none of which has an open command. */
  Optional<JobState> first(Collection<JobState> waiting) {
    return waiting.stream()
        .min(
            Comparator.comparingInt((JobState job) -> -job.spec().priority())
                .thenComparingLong(job -> openCommands.getOrDefault(job.spec().owner(), 0L))
                .thenComparing(job -> lastServed.get(job.spec().owner()))
                .thenComparing(JobState::statusSince)
                .thenComparing(JobState::job));
  }

  private static boolean isActive(JobState job) {
    return job.status() == Status.QUEUED || job.status() == Status.RUNNING;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
