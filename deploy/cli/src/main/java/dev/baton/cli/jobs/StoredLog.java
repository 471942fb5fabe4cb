package dev.baton.cli.jobs;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.StoredJob;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;

/** Reads the log of a job that somebody named. */
public final class StoredLog {
  private StoredLog() {}

  /**
   * @throws dev.baton.cli.CommandFailedException when the store has no log of that job
   */
  public static JobHistory read(ObjectStore store, String job) throws IOException {
    JobHistory history = new JobLog(store, job).read();
    if (history.entries().isEmpty()) {
      throw JobNames.unknown(job, StoredJob.names(store));
    }
    return history;
  }
}
