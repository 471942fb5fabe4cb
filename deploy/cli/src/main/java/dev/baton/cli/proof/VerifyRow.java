package dev.baton.cli.proof;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Table;
import dev.baton.common.checkpoint.JobVerifier.Checked;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Problem;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.text.Quantities;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of {@code baton verify}; with {@code --json} the fields of this record are the documented
 * shape.
 *
 * @param sequence number of the entry in the job's log
 * @param epoch epochs finished, of a checkpoint
 * @param step steps done in the running epoch, of a checkpoint
 * @param stateDigest of a checkpoint
 * @param problems empty unless it is damaged
 */
record VerifyRow(
    long sequence,
    Optional<Integer> epoch,
    Optional<Integer> step,
    Condition condition,
    Optional<String> stateDigest,
    List<Problem> problems) {

  static VerifyRow of(Checked checked) {
    Optional<Checkpointed> checkpoint = checked.checkpoint();
    return new VerifyRow(
        checked.sequence(),
        checkpoint.map(Checkpointed::epoch),
        checkpoint.map(Checkpointed::step),
        checked.condition(),
        checkpoint.map(Checkpointed::stateDigest),
        checked.problems());
  }

  boolean isDamaged() {
    return condition == Condition.DAMAGED;
  }

  static List<Line> table(List<VerifyRow> rows) {
    Table table = new Table("SEQ", "EPOCH-STEP", "STATE", "DIGEST");
    for (VerifyRow row : rows) {
      table.add(
          String.valueOf(row.sequence),
          row.epoch.map(epoch -> epoch + "-" + row.step.orElse(0)).orElse("-"),
          row.condition.name().toLowerCase(Locale.ROOT),
          row.stateDigest.map(Quantities::shortDigest).orElse("-"));
    }
    return table.lines();
  }

  List<Line> complaints() {
    return problems.stream()
        .map(problem -> Line.bad("damaged: %s: %s".formatted(problem.file(), problem.why())))
        .toList();
  }
}
