package dev.baton.scheduler.core;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Request;
import java.time.Instant;
import java.util.List;

/**
 * What the scheduler can learn. {@code at} is always when it learned it, by its own clock: the
 * times inside messages come from other machines and are never compared with it.
 */
public sealed interface SchedulerEvent {

  Instant at();

  /** Somebody asks for something. */
  record RequestReceived(Request request, Instant at) implements SchedulerEvent {}

  /**
   * A request that could not be read.
   *
   * @param job its key, or empty
   * @param reasons what to change
   */
  record RequestUnreadable(String job, String requestId, List<String> reasons, Instant at)
      implements SchedulerEvent {}

  /** A worker has written {@code fact} to the events; never what a scheduler has written. */
  record FactReported(Event fact, Instant at) implements SchedulerEvent {}

  /** A heartbeat or a step's progress. */
  record Progressed(Progress progress, Instant at) implements SchedulerEvent {}

  /** Ends each batch of events: commands are published and timers run out only here. */
  record TimePassed(Instant at) implements SchedulerEvent {}
}
