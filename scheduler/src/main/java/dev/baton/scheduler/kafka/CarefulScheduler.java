package dev.baton.scheduler.kafka;

import dev.baton.scheduler.core.Decision;
import dev.baton.scheduler.core.Scheduler;
import dev.baton.scheduler.core.SchedulerEvent;
import dev.baton.scheduler.core.SchedulerEvent.TimePassed;
import dev.baton.scheduler.core.SchedulerState;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides as the {@link Scheduler} does, but leaves out an event that this cannot digest: that is a
 * bug, and must not stop all jobs for ever.
 */
final class CarefulScheduler {
  private static final Logger LOG = LoggerFactory.getLogger(CarefulScheduler.class);

  private final Scheduler scheduler;

  CarefulScheduler(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Decides on {@code learnt}, and on the time that has passed since. */
  Decision decide(SchedulerState state, List<SchedulerEvent> learnt, TimePassed time) {
    List<SchedulerEvent> all = new ArrayList<>(learnt);
    all.add(time);
    try {
      return scheduler.decide(state, all);
    } catch (RuntimeException e) {
      LOG.error("Looking for the event that cannot be decided on", e);
    }
    // What an event leaves behind may be found indigestible only when time passes.
    List<SchedulerEvent> digestible = new ArrayList<>();
    digestible.add(time);
    if (!isDigestible(state, digestible, time)) {
      digestible.clear();
    }
    int end = digestible.size();
    for (SchedulerEvent event : learnt) {
      digestible.add(digestible.size() - end, event);
      if (!isDigestible(state, digestible, event)) {
        digestible.remove(digestible.size() - end - 1);
      }
    }
    return scheduler.decide(state, digestible);
  }

  private boolean isDigestible(
      SchedulerState state, List<SchedulerEvent> events, SchedulerEvent newest) {
    try {
      scheduler.decide(state, events);
      return true;
    } catch (RuntimeException e) {
      LOG.error("Left out an event; please report this: {}", newest, e);
      return false;
    }
  }
}
