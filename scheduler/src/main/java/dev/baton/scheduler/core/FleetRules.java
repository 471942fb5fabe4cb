package dev.baton.scheduler.core;

import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Progress.WorkerState;
import java.time.Duration;
import java.time.Instant;

/** What heartbeats and progress tell. They change nothing that is stored. */
final class FleetRules {
  /** Long after a worker stops to count as live. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

  private final Draft draft;
  private final Instant at;

  FleetRules(Draft draft, Instant at) {
    this.draft = draft;
    this.at = at;
  }

  void hear(Progress progress) {
    switch (progress) {
      case Heartbeat heartbeat -> {
        draft.workers.put(heartbeat.worker(), new LiveWorker(heartbeat, at));
        if (mayTrain(heartbeat.state())) {
          heartbeat.job().ifPresent(job -> signOfLife(job, heartbeat.commandNumber()));
        }
      }
      case StepProgress step -> signOfLife(step.job(), step.commandNumber());
    }
  }

  /** One that leaves or is drained has a last step and a checkpoint before it. */
  private static boolean mayTrain(WorkerState state) {
    return state == WorkerState.BUSY
        || state == WorkerState.DRAINED
        || state == WorkerState.LEAVING;
  }

  void forgetSilentWorkers() {
    draft.workers.values().removeIf(worker -> worker.heardAt().plus(FORGOTTEN_AFTER).isBefore(at));
  }

  private void signOfLife(String name, int commandNumber) {
    draft
        .find(name)
        .filter(JobState::isCommandOpen)
        .filter(job -> job.commandNumber() == commandNumber)
        .ifPresent(job -> draft.watch(name, at, watch -> watch.alive(at)));
  }
}
