package dev.baton.scheduler.api;

import dev.baton.common.checkpoint.FreshJobName;
import java.util.HashSet;
import java.util.Set;

/**
 * Names for jobs that are sent without one. What was given is not given again while the topics have
 * not told of it yet. Safe for use by many threads.
 */
final class FreshNames {
  private final FleetView view;
  private final JobLogs logs;
  private final Set<String> given = new HashSet<>();

  FreshNames(FleetView view, JobLogs logs) {
    this.view = view;
    this.logs = logs;
  }

  /**
   * A name that neither the topics nor the store knows.
   *
   * @throws ApiException when the store does not answer
   */
  synchronized String take() {
    Set<String> taken = view.jobNames();
    given.removeAll(taken);
    taken.addAll(given);
    String name =
        logs.hasStore()
            ? logs.fromStore(store -> FreshJobName.outside(taken, store))
            : FreshJobName.outside(taken);
    given.add(name);
    return name;
  }

  /** Takes a name back that no job got. */
  synchronized void putBack(String name) {
    given.remove(name);
  }
}
