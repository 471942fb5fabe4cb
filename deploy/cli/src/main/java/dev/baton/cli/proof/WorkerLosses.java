package dev.baton.cli.proof;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.LogEntry.AttemptEnded;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where workers were lost, as far as a job's log tells. It says the same as the events of the
 * attempts, and is kept for longer.
 */
final class WorkerLosses {
  private WorkerLosses() {}

  /**
   * The places of a job's last checkpoints before each loss, in the order of the losses. A worker
   * was lost where its command was begun once more and it had not signed off.
   */
  static List<Place> of(JobHistory history) {
    List<Place> losses = new ArrayList<>();
    Set<String> signedOff = new HashSet<>();
    Optional<AttemptStarted> last = Optional.empty();
    Place newest = Place.START;
    for (var entry : history.entries()) {
      switch (entry) {
        case AttemptStarted started -> {
          boolean isLoss =
              last.filter(before -> before.commandNumber() == started.commandNumber())
                  .filter(before -> !signedOff.contains(before.attemptId()))
                  .isPresent();
          if (isLoss) {
            losses.add(newest);
          }
          last = Optional.of(started);
        }
        case Checkpointed checkpoint -> newest = Place.of(checkpoint);
        case AttemptEnded ended -> signedOff.add(ended.attemptId());
        default -> {}
      }
    }
    return losses;
  }
}
