package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.StoredJob;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedSet;

/**
 * The whole state of a training beside its results: a folder of a run directory that is a store
 * with one job in it, the seed of another that goes on from there.
 */
final class RunState {
  /** Relative to the run directory. */
  static final String FOLDER = "state";

  private RunState() {}

  /**
   * Writes the newest whole checkpoint of {@code job} into the run directory {@code run}.
   *
   * @return the checkpoint
   * @throws CommandFailedException when none is whole
   */
  static Numbered<Checkpointed> write(ObjectStore store, String job, JobHistory history, Path run)
      throws IOException {
    CheckpointStore checkpoints = new CheckpointStore(store, job);
    Set<String> storedKeys = checkpoints.storedKeys();
    try (ObjectStore target = new DirectoryObjectStore(run.resolve(FOLDER))) {
      for (StoredObject left : target.list("")) {
        target.delete(left.key());
      }
      for (Numbered<Checkpointed> candidate : history.restorable()) {
        if (checkpoints.isStored(candidate.entry(), storedKeys)) {
          try {
            JobSeed.of(job, history, candidate).write(store, target, job, "fetch");
            return candidate;
          } catch (CheckpointDamagedException e) {
            continue; // an older one may be whole, as for a worker
          }
        }
      }
    }
    throw new CommandFailedException(
        "Job %s has no whole checkpoint to fetch the state of: see baton verify %s"
            .formatted(job, job));
  }

  /**
   * What {@link #write} has written.
   *
   * @param store of the folder {@link #FOLDER}
   * @param run the run directory, for people
   * @throws CommandFailedException when there is nothing, saying how to fetch it
   */
  static JobSeed read(ObjectStore store, String run) throws IOException {
    SortedSet<String> names = StoredJob.names(store);
    if (names.size() != 1) {
      throw new CommandFailedException(
          "%s has no state that a job could go on from: fetch it with baton fetch JOB DIR --state"
              .formatted(run));
    }
    String job = names.first();
    JobHistory history = new JobLog(store, job).read();
    Numbered<Checkpointed> start =
        history
            .newestCheckpoint()
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "The state in %s is incomplete: fetch it again".formatted(run)));
    return JobSeed.of(job, history, start);
  }
}
