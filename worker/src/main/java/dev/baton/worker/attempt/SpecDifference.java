package dev.baton.worker.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.messages.TrainEpochs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says why a command asks for another training than the stored log of its job is of. */
final class SpecDifference {
  private SpecDifference() {}

  /** A sentence for people, or nothing when the command goes on with what the log has. */
  static Optional<String> find(JobHistory history, TrainEpochs command) {
    Optional<AttemptStarted> newest = history.newestAttempt().map(Numbered::entry);
    if (newest.isPresent() && !isSame(newest.get(), command)) {
      return Optional.of(describe(newest.get(), command));
    }
    return command
        .branch()
        .flatMap(Branch::from)
        .filter(from -> history.checkpoint(from).isEmpty())
        .map(
            from ->
                "it cannot go back to entry %d of its log, which is no checkpoint: see baton checkpoints %s"
                    .formatted(from, command.job()));
  }

  /** A new branch may have another number of epochs. */
  private static boolean isSame(AttemptStarted newest, TrainEpochs command) {
    boolean beginsBranch = Branch.number(command.branch()) > newest.branchNumber();
    JobSpec stored =
        beginsBranch ? newest.spec().withEpochs(command.spec().epochs()) : newest.spec();
    String digest = beginsBranch ? SpecDigest.of(stored) : newest.specDigest();
    return digest.equals(command.specDigest());
  }

  private static String describe(AttemptStarted stored, TrainEpochs command) {
    JsonNode before = Json.MAPPER.valueToTree(stored.spec());
    JsonNode asked = Json.MAPPER.valueToTree(command.spec());
    List<String> differences = new ArrayList<>();
    for (var field : asked.properties()) {
      JsonNode was = before.path(field.getKey());
      if (!was.equals(field.getValue())) {
        differences.add("%s was %s, is %s".formatted(field.getKey(), was, field.getValue()));
      }
    }
    return "the store already holds a job \"%s\" with another spec (%s): use another name, or `baton rm %s` first"
        .formatted(command.job(), String.join("; ", differences), command.job());
  }
}
