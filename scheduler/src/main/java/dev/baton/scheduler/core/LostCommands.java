package dev.baton.scheduler.core;

import dev.baton.common.messages.JobState;
import java.time.Duration;

/**
 * Replaces commands that seem to be lost: a broker drops a record after some deliveries, and an
 * attempt may hang. The replacement has the next number, so it does no harm when the first one was
 * only slow.
 *
 * <p>Silence alone says nothing, since a command may just wait for a worker, and a dead worker's
 * record comes back by itself. It counts while a worker of the pool is idle (and would have taken
 * the command), or once a command that was published later has started. Three record locks of
 * counted silence are enough, and twice as much after each replacement.
 */
final class LostCommands {
  private static final int LOCKS = 3;
  private static final int MOST_DOUBLINGS = 5;

  /** Heartbeats come every second: less than this is no silence. */
  private static final Duration NO_SILENCE = Duration.ofSeconds(1);

  /** When time jumps (the machine slept, Kafka was away), nobody could have been heard. */
  private static final Duration LONGEST_STEP = Duration.ofSeconds(2);

  private final Duration recordLock;

  LostCommands(Duration recordLock) {
    this.recordLock = recordLock;
  }

  void replace(Draft draft, Duration passed) {
    Duration counted = passed.compareTo(LONGEST_STEP) > 0 ? LONGEST_STEP : passed;
    for (JobState job : draft.jobs.values().stream().filter(LostCommands::isWatched).toList()) {
      Watch watch = draft.watch(job.job(), draft.now);
      boolean isSilent = watch.signAt().plus(NO_SILENCE).isBefore(draft.now);
      boolean couldRun = watch.isOvertaken() || draft.hasIdleWorker(job.spec().pool());
      if (isSilent && couldRun) {
        watch = watch.quietFor(counted);
      }
      draft.watches.put(job.job(), watch);
      if (watch.quiet().compareTo(patience(job)) > 0) {
        JobState silent = draft.change(job, j -> j.silences++);
        new Dispatch(draft).publish(silent);
      }
    }
  }

  private static boolean isWatched(JobState job) {
    return job.isCommandOpen()
        && (job.status() == JobState.Status.QUEUED || job.status() == JobState.Status.RUNNING);
  }

  private Duration patience(JobState job) {
    return recordLock.multipliedBy((long) LOCKS << Math.min(job.silences(), MOST_DOUBLINGS));
  }
}
