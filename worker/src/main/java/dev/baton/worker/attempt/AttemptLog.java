package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.JobLog.AppendOutcome;
import dev.baton.common.checkpoint.LogEntry;
import java.io.IOException;

/**
 * The job's log as the attempt that owns it writes it. Once the attempt has started, nobody else
 * appends before a rival has started too; so a lost append means that this attempt is superseded,
 * for good. Safe for use by the training thread and the one that uploads.
 */
final class AttemptLog {
  private final JobLog log;
  private final AttemptSignals signals;
  private volatile JobHistory history;

  AttemptLog(JobLog log, JobHistory history, AttemptSignals signals) {
    this.log = log;
    this.history = history;
    this.signals = signals;
  }

  /**
   * Appends an entry.
   *
   * @return whether it is in the log; if not, the attempt is superseded
   * @throws IOException when that is unknown
   */
  synchronized boolean append(LogEntry entry) throws IOException {
    return switch (log.append(history.nextSequence(), entry)) {
      case AppendOutcome.Appended appended -> {
        history = history.with(entry);
        yield true;
      }
      case AppendOutcome.Lost lost -> {
        signals.stop(AttemptSignals.Stop.SUPERSEDED);
        yield false;
      }
    };
  }

  /** What the log says, as far as this attempt knows; never waits for an append. */
  JobHistory history() {
    return history;
  }
}
