package dev.baton.scheduler.core;

import dev.baton.common.messages.JobState;
import java.time.Duration;
import java.util.Optional;

/**
 * How many epochs one command covers: as many as the request fixes, else about a minute of work
 * while other jobs wait and ten minutes while none does, judged by the newest epoch that was
 * measured; one epoch as long as none was.
 */
final class Quantum {
  /** What a command gets at least before it is asked to yield to an equal. */
  static final Duration WHILE_OTHERS_WAIT = Duration.ofMinutes(1);

  static final Duration WHILE_NONE_WAITS = Duration.ofMinutes(10);

  private Quantum() {}

  /** The number of finished epochs at which the job's next command is done. */
  static int throughEpoch(JobState job, Optional<Duration> epochDuration, boolean othersWait) {
    int last = job.spec().epochs();
    int epochs =
        job.spec()
            .epochsPerCommand()
            .orElseGet(
                () ->
                    epochDuration
                        .map(d -> fitting(othersWait ? WHILE_OTHERS_WAIT : WHILE_NONE_WAITS, d))
                        .orElse(1));
    return (int) Math.min(last, (long) job.epoch() + epochs);
  }

  private static int fitting(Duration budget, Duration epoch) {
    long millis = Math.max(1, epoch.toMillis());
    return (int) Math.max(1, budget.toMillis() / millis);
  }
}
