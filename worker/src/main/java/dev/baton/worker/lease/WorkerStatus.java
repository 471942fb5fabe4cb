package dev.baton.worker.lease;

import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.WorkerState;
import java.time.Instant;
import java.util.Optional;

/** What the worker is doing, for the threads that speak of it. Safe for use by many threads. */
public final class WorkerStatus {
  private WorkerState state = WorkerState.STARTING;
  private Optional<RunningCommand> running = Optional.empty();
  private boolean isLeaving;

  synchronized void become(WorkerState next) {
    state = next;
  }

  synchronized WorkerState state() {
    return isLeaving ? WorkerState.LEAVING : state;
  }

  synchronized void began(RunningCommand command) {
    running = Optional.of(command);
    state = WorkerState.BUSY;
  }

  synchronized void ended() {
    running = Optional.empty();
    state = WorkerState.IDLE;
  }

  synchronized Optional<RunningCommand> running() {
    return running;
  }

  /** What {@code worker} tells of itself once a second. */
  public synchronized Heartbeat heartbeat(WorkerIdentity worker, Instant at) {
    return new Heartbeat(
        worker.name(),
        worker.pool(),
        state(),
        running.map(r -> r.command().job()),
        running.map(r -> r.command().commandNumber()).orElse(0),
        worker.device(),
        worker.host(),
        worker.pid(),
        worker.release(),
        at);
  }

  /** Asks the worker to save, hand back what it works on, and end. */
  public synchronized void leave() {
    isLeaving = true;
  }

  synchronized boolean isLeaving() {
    return isLeaving;
  }
}
