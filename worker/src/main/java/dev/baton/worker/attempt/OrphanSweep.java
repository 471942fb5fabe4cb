package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.process.Machine;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what dead attempts have uploaded and not committed: once when an attempt starts, and from
 * then on after each period of grace, since a predecessor that only stood still may wake up, upload
 * and die before it finds out that it is superseded. What it can delete nobody can commit any more,
 * whatever the time; the period only says how often it is worth a look.
 */
final class OrphanSweep {
  static final Duration GRACE = Duration.ofMinutes(10);
  private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);

  private final CheckpointStore checkpoints;
  private final String ownAttemptId;
  private final CheckpointTimer grace;

  OrphanSweep(CheckpointStore checkpoints, String ownAttemptId, Machine machine) {
    this.checkpoints = checkpoints;
    this.ownAttemptId = ownAttemptId;
    this.grace = new CheckpointTimer(GRACE, machine);
  }

  /** Sweeps now. {@code history} is the log with this attempt's own start in it. */
  void sweep(JobHistory history) throws IOException {
    int orphans = checkpoints.deleteOrphans(history, ownAttemptId);
    if (orphans > 0) {
      LOG.info("Deleted {} objects that lost attempts had not committed", orphans);
    }
    grace.reset();
  }

  /** Sweeps if the last time is longer ago than the period of grace. */
  void sweepIfDue(JobHistory history) throws IOException {
    if (grace.isDue()) {
      sweep(history);
    }
  }
}
