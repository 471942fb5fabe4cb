package dev.baton.worker.lease;

import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.process.ProcessStatus;
import java.time.Instant;
import java.util.Optional;

/** What the worker is doing, for the threads that speak of it. Safe for use by many threads. */
public final class WorkerStatus {
  private WorkerState state = WorkerState.STARTING;
  private Optional<RunningCommand> running = Optional.empty();
  private Optional<String> devices = Optional.empty();
  private boolean isDrained;
  private boolean isLeaving;

  synchronized void become(WorkerState next) {
    state = next;
  }

  /** What it does at this moment. */
  public synchronized WorkerState state() {
    return isLeaving ? WorkerState.LEAVING : isDrained ? WorkerState.DRAINED : state;
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

  /** What was found that this worker could compute on; until then its identity says it. */
  public synchronized void canComputeOn(String found) {
    devices = Optional.of(found);
  }

  /** What {@code worker} tells of itself once a second. */
  public synchronized Heartbeat heartbeat(WorkerIdentity worker, Instant at) {
    return new Heartbeat(
        worker.name(),
        worker.pool(),
        state(),
        running.map(r -> r.command().job()),
        running.map(r -> r.command().commandNumber()).orElse(0),
        running.flatMap(RunningCommand::gpus).or(() -> devices).orElse(worker.device()),
        worker.host(),
        worker.pid(),
        worker.release(),
        at,
        ProcessStatus.ofThis().map(ProcessStatus::residentBytes));
  }

  /** Asks the worker to save, hand back what it works on, and end. */
  public synchronized void leave() {
    isLeaving = true;
  }

  synchronized boolean isLeaving() {
    return isLeaving;
  }

  /** Asks the worker to save, hand back what it works on, and take nothing until it may again. */
  synchronized void drain() {
    isDrained = true;
  }

  /** Lets a drained worker take commands again. */
  synchronized void readmit() {
    isDrained = false;
  }

  synchronized boolean isDrained() {
    return isDrained;
  }

  /** Whether what it works on is to be handed back. */
  synchronized boolean handsBack() {
    return isLeaving || isDrained;
  }
}
