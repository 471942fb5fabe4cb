package dev.baton.scheduler.api;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.StepProgress;
import java.time.Instant;

/** Passes on what the topics say to everything here that wants to know it. */
final class FleetNews {
  private final FleetView view;
  private final RequestDesk desk;
  private final TakeoverTimes takeovers;
  private final FleetMetrics metrics;

  FleetNews(FleetView view, RequestDesk desk, TakeoverTimes takeovers, FleetMetrics metrics) {
    this.view = view;
    this.desk = desk;
    this.takeovers = takeovers;
    this.metrics = metrics;
  }

  void job(JobState state) {
    view.job(state);
    metrics.job(state);
  }

  void jobRemoved(String job) {
    view.jobRemoved(job);
    metrics.jobRemoved(job);
  }

  void event(Event event, long offset) {
    view.event(event, offset);
    desk.heard(event);
    metrics.event(event);
    takeovers.on(event).ifPresent(time -> metrics.takeover(time, event.at()));
  }

  /**
   * @param seenAt when it came; when it was sent, if it is read long after
   */
  void progress(Progress progress, Instant seenAt) {
    view.progress(progress, seenAt);
    if (progress instanceof StepProgress step) {
      takeovers.on(step);
    }
  }
}
