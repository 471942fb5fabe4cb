package dev.baton.worker.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.RetentionRule;
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
  /** A whole model YAML would be no sentence any more. */
  private static final int MOST_SHOWN = 100;

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
        .flatMap(
            from ->
                noWayBack(history, from, beginsBranch(command, history.branch()))
                    .map(
                        why ->
                            "it cannot go back to entry %d of its log, which %s: see baton checkpoints %s"
                                .formatted(from, why, command.job())));
  }

  private static Optional<String> noWayBack(JobHistory history, long from, boolean beginsBranch) {
    if (history.checkpoint(from).isEmpty()) {
      return Optional.of("is no checkpoint");
    }
    // Once begun, the branch itself needs what it began with.
    return beginsBranch && RetentionRule.letGo(history).contains(from)
        ? Optional.of("is a checkpoint that retention has let go")
        : Optional.empty();
  }

  private static boolean beginsBranch(TrainEpochs command, int newestBranch) {
    return Branch.number(command.branch()) > newestBranch;
  }

  /** A new branch may have another number of epochs. */
  private static boolean isSame(AttemptStarted newest, TrainEpochs command) {
    boolean beginsBranch = beginsBranch(command, newest.branchNumber());
    JobSpec stored =
        beginsBranch ? newest.spec().withEpochs(command.spec().epochs()) : newest.spec();
    String digest = beginsBranch ? SpecDigest.of(stored) : newest.specDigest();
    return digest.equals(command.specDigest());
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
  }

  private static String describe(AttemptStarted stored, TrainEpochs command) {
    JsonNode before = Json.MAPPER.valueToTree(stored.spec());
    JsonNode asked = Json.MAPPER.valueToTree(command.spec());
    List<String> differences = new ArrayList<>();
    for (var field : asked.properties()) {
      JsonNode was = before.path(field.getKey());
      if (!was.equals(field.getValue())) {
        differences.add(
            "%s was %s, is %s".formatted(field.getKey(), shown(was), shown(field.getValue())));
      }
    }
    return "the store already holds a job \"%s\" with another spec (%s): use another name, or `baton rm %s` first"
        .formatted(command.job(), String.join("; ", differences), command.job());
  }
}
