package dev.baton.scheduler.core;

import dev.baton.common.messages.Event.RequestRejected;
import dev.baton.scheduler.core.SchedulerEvent.FactReported;
import dev.baton.scheduler.core.SchedulerEvent.Progressed;
import dev.baton.scheduler.core.SchedulerEvent.RequestReceived;
import dev.baton.scheduler.core.SchedulerEvent.RequestUnreadable;
import dev.baton.scheduler.core.SchedulerEvent.TimePassed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Decides and never acts: the same state and events always give the same decision.
 *
 * <pre>
 * QUEUED  -> RUNNING  an attempt at the newest command has started
 * RUNNING -> QUEUED   that command is done, has yielded, was handed back or seems to be lost
 * QUEUED, RUNNING -> PAUSED -> QUEUED, RUNNING        on request
 * QUEUED, RUNNING, PAUSED -> FINISHED, FAILED         a worker says so: the job's log does
 * QUEUED, RUNNING, PAUSED -> CANCELLED                on request, or a worker says so
 * FINISHED, FAILED, CANCELLED, PAUSED -> QUEUED       on request, on a new branch
 * </pre>
 *
 * A job is QUEUED both before its command is published and until a worker starts it. It never has
 * more than one command that is open.
 */
public final class Scheduler {
  private final LostCommands lostCommands;

  /**
   * @param recordLock how long a command stays locked for a worker that does not renew it
   */
  public Scheduler(Duration recordLock) {
    this.lostCommands = new LostCommands(recordLock);
  }

  /** Decides on {@code events} in their order, as if each had been decided on alone. */
  public Decision decide(SchedulerState state, List<SchedulerEvent> events) {
    Draft draft = new Draft(state);
    for (SchedulerEvent event : events) {
      switch (event) {
        case RequestReceived e -> new RequestRules(draft, e.at()).answer(e.request());
        case RequestUnreadable e ->
            draft.events.add(new RequestRejected(e.job(), e.requestId(), e.reasons(), e.at()));
        case FactReported e -> new FactRules(draft, e.at()).learn(e.fact());
        case Progressed e -> new FleetRules(draft, e.at()).hear(e.progress());
        case TimePassed e -> passTime(draft, e.at());
      }
    }
    return draft.decision();
  }

  private void passTime(Draft draft, Instant at) {
    Duration passed = Duration.between(draft.now, at);
    draft.now = at;
    new FleetRules(draft, at).forgetSilentWorkers();
    lostCommands.replace(draft, passed);
    new Dispatch(draft).run();
  }
}
