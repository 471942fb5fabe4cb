package dev.baton.scheduler.api;

import dev.baton.common.messages.Progress.StepProgress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What has changed, by name; a collection that is too long is given up and said to be so. */
final class Changes {
  private static final int MOST = 5_000;

  private final Set<String> changedJobs = new HashSet<>();
  private final List<EventRow> newEvents = new ArrayList<>();
  private final List<StepProgress> steps = new ArrayList<>();
  private boolean isIncomplete;

  void job(String name) {
    changedJobs.add(name);
  }

  void event(EventRow row) {
    if (hasRoom(newEvents)) {
      newEvents.add(row);
    }
  }

  void step(StepProgress step) {
    changedJobs.add(step.job());
    if (hasRoom(steps)) {
      steps.add(step);
    }
  }

  private boolean hasRoom(List<?> list) {
    isIncomplete |= list.size() >= MOST;
    return list.size() < MOST;
  }

  Set<String> jobs() {
    return changedJobs;
  }

  List<EventRow> events() {
    return newEvents;
  }

  List<StepProgress> steps() {
    return steps;
  }

  /** Whether something was left out, so that who follows has to ask anew. */
  boolean isIncomplete() {
    return isIncomplete;
  }
}
