package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.JobVerifier.Checked;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deletes the data of checkpoints that somebody has chosen; their entries stay. What a job needs to
 * go on stays too: its newest two whole checkpoints and its best one.
 */
final class CheckpointDeletion {
  private static final int NEWEST = 2;

  private final String job;
  private final JobHistory history;
  private final CheckpointStore checkpoints;
  private final Map<Long, Condition> conditions = new HashMap<>();

  CheckpointDeletion(ObjectStore store, String job, JobHistory history) throws IOException {
    this.job = job;
    this.history = history;
    this.checkpoints = new CheckpointStore(store, job);
    for (Checked checked : new JobVerifier(store, job, history).verify(Depth.FILES)) {
      conditions.put(checked.sequence(), checked.condition());
    }
  }

  /**
   * Deletes all of {@code sequences} or, if one of them must stay, none.
   *
   * @return bytes freed
   * @throws CommandFailedException naming each that must stay, and why
   */
  long delete(List<Long> sequences) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (long sequence : sequences) {
      String reason = reasonToStay(sequence);
      if (!reason.isEmpty()) {
        reasons.add("checkpoint %d %s".formatted(sequence, reason));
      }
    }
    if (!reasons.isEmpty()) {
      throw new CommandFailedException("Nothing is deleted: " + String.join("; ", reasons));
    }
    long freed = 0;
    for (long sequence : sequences) {
      Checkpointed entry = history.checkpoint(sequence).orElseThrow().entry();
      freed += checkpoints.storedBytes(entry, checkpoints.storedKeys());
      checkpoints.delete(entry);
    }
    return freed;
  }

  private String reasonToStay(long sequence) {
    if (history.checkpoint(sequence).isEmpty()) {
      return "is not in the log (baton checkpoints %s)".formatted(job);
    }
    if (conditions.get(sequence) == Condition.RETIRED) {
      return "has no data any more";
    }
    boolean isNewest =
        history.chain().stream()
            .map(Numbered::sequence)
            .filter(link -> conditions.get(link) == Condition.WHOLE)
            .limit(NEWEST)
            .anyMatch(link -> link == sequence);
    if (isNewest) {
      return "is one of the newest two whole ones, which a worker goes on from";
    }
    boolean isBest = history.best().filter(best -> best.sequence() == sequence).isPresent();
    return isBest ? "is the best one, whose weights baton fetch brings" : "";
  }
}
