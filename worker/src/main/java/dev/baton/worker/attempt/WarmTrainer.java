package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.messages.TrainEpochs;

/**
 * A trainer left over from the last command, whose state is that of a committed checkpoint. When
 * the next command continues from that very checkpoint, nothing need be restored.
 *
 * @param checkpointEntryId of the checkpoint's entry
 */
record WarmTrainer(String job, String specDigest, String checkpointEntryId, Trainer trainer)
    implements AutoCloseable {

  boolean continues(TrainEpochs command, JobHistory history) {
    return job.equals(command.job())
        && specDigest.equals(command.specDigest())
        && history
            .newestCheckpoint()
            .map(newest -> newest.entry().entryId().equals(checkpointEntryId))
            .orElse(false);
  }

  @Override
  public void close() {
    trainer.close();
  }
}
