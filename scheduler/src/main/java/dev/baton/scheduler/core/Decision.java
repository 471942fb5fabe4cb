package dev.baton.scheduler.core;

import dev.baton.common.messages.Control;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.TrainEpochs;
import java.util.List;

/**
 * What follows from events. All of it is to be stored together with the place up to which the
 * events were read, or none of it.
 *
 * @param state to decide from next
 * @param changedJobs jobs whose state differs from before, each once
 * @param removedJobs names of jobs to forget
 */
public record Decision(
    SchedulerState state,
    List<JobState> changedJobs,
    List<String> removedJobs,
    List<TrainEpochs> commands,
    List<Control> controls,
    List<Event> events) {

  /** Whether there is nothing to store. */
  public boolean isEmpty() {
    return changedJobs.isEmpty()
        && removedJobs.isEmpty()
        && commands.isEmpty()
        && controls.isEmpty()
        && events.isEmpty();
  }
}
