package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Unreadable;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.Event;
import dev.baton.worker.attempt.StepWatch.Work;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an attempt resumes from: the newest checkpoint of the chain whose data are whole. */
final class NewestWholeCheckpoint {
  private static final Logger LOG = LoggerFactory.getLogger(NewestWholeCheckpoint.class);

  private final AttemptContext context;
  private final JobHistory log;
  private final CheckpointStore checkpoints;

  /** {@code log} has the attempt's own entry, which may begin a branch. */
  NewestWholeCheckpoint(AttemptContext context, JobHistory log, CheckpointStore checkpoints) {
    this.context = context;
    this.log = log;
    this.checkpoints = checkpoints;
  }

  /** There are checkpoints, and none of them can be used: training never begins anew silently. */
  static final class NoneException extends Exception {
    private static final long serialVersionUID = 1L;

    NoneException(String message) {
      super(message);
    }
  }

  /**
   * Restores it, reporting damaged ones on the way.
   *
   * @return its sequence number, empty when there is none at all and training starts from zero
   */
  Optional<Long> restore(Trainer trainer, Retention retention) throws IOException, NoneException {
    List<Numbered<Checkpointed>> chain =
        log.restorable().stream()
            .filter(checkpoint -> !retention.isRetired(log, checkpoint.sequence()))
            .toList();
    reportUnreadableEntries();
    for (Numbered<Checkpointed> candidate : chain) {
      try {
        restore(trainer, candidate.entry());
        return Optional.of(candidate.sequence());
      } catch (CheckpointDamagedException e) {
        LOG.warn("Falling back from checkpoint {}: {}", candidate.sequence(), e.getMessage());
        reportDamaged(candidate.sequence(), e.file(), e.why());
      }
    }
    boolean mayHaveLostSome =
        !log.all(Unreadable.class).isEmpty() && !checkpoints.storedKeys().isEmpty();
    if (!chain.isEmpty() || mayHaveLostSome) {
      throw new NoneException(
          "none of the job's stored checkpoints is whole: see its CheckpointDamaged events, and baton verify %s%s"
              .formatted(context.job(), wayBack()));
    }
    return Optional.empty();
  }

  private void restore(Trainer trainer, Checkpointed entry)
      throws IOException, CheckpointDamagedException {
    StepWatch watch = context.surroundings().stepWatch();
    watch.started(context, Work.RESTORE, TrainingPosition.of(entry));
    try {
      Snapshot snapshot = checkpoints.load(entry, watch::progressed);
      if (log.allowsOtherData()) {
        trainer.restoreOnOtherData(snapshot);
      } else {
        trainer.restore(snapshot);
      }
    } finally {
      watch.ended();
    }
  }

  /** What lies before an extension is used only by somebody's decision: the bits will be others. */
  private String wayBack() {
    return log.optionsHoldFrom()
        .map(
            oldest ->
                "; from before checkpoint %d, where the job was extended, go on by baton resume %s --from epoch_N"
                    .formatted(oldest.sequence(), context.job()))
        .orElse("");
  }

  /** Entries after the newest checkpoint that one can read may have been newer checkpoints. */
  private void reportUnreadableEntries() {
    long newest = log.newestCheckpoint().map(Numbered::sequence).orElse(-1L);
    for (Numbered<Unreadable> lost : log.all(Unreadable.class)) {
      LOG.warn("Log entry {} cannot be read: {}", lost.entry().key(), lost.entry().why());
      if (lost.sequence() > newest) {
        reportDamaged(lost.sequence(), lost.entry().key(), lost.entry().why());
      }
    }
  }

  private void reportDamaged(long sequence, String file, String why) {
    context.report(new Event.CheckpointDamaged(context.job(), sequence, file, why, context.now()));
  }
}
