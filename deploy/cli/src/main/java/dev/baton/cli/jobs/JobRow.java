package dev.baton.cli.jobs;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Table;
import dev.baton.common.messages.JobState;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as {@code baton jobs} lists it; with {@code --json} the fields of this record are the
 * documented shape.
 *
 * @param epoch epochs finished in the newest checkpoint
 * @param step steps of the running epoch in the newest checkpoint
 * @param worker of the newest attempt, empty before the first
 * @param attempts started so far
 * @param metrics of the newest finished epoch
 * @param stateDigest of the newest checkpoint, empty before the first
 * @param why what ended a failed job, or holds a running one up
 */
record JobRow(
    String job,
    JobState.Status status,
    int epoch,
    int step,
    int epochs,
    String worker,
    int attempts,
    Map<String, Double> metrics,
    String stateDigest,
    String cfg,
    String data,
    String pool,
    int priority,
    String owner,
    Instant submittedAt,
    Instant statusSince,
    Optional<String> why) {

  static JobRow of(JobState state) {
    return new JobRow(
        state.job(),
        state.status(),
        state.epoch(),
        state.step(),
        state.spec().epochs(),
        state.worker(),
        state.attempts(),
        state.metrics(),
        state.stateDigest(),
        state.spec().hasOwnModel() ? "(own)" : state.spec().cfg(),
        state.spec().data(),
        state.spec().pool(),
        state.spec().priority(),
        state.spec().owner(),
        state.submittedAt(),
        state.statusSince(),
        state.why());
  }

  static List<Line> table(List<JobRow> rows, Instant now) {
    Table table =
        new Table("JOB", "STATUS", "EPOCH", "SINCE", "WORKER", "PRIO", "OWNER", "METRICS");
    for (JobRow row : rows) {
      table.add(
          row.job,
          row.status.name(),
          row.epoch + "/" + row.epochs,
          Quantities.duration(Duration.between(row.statusSince, now)),
          row.status == JobState.Status.RUNNING ? row.worker : "-",
          String.valueOf(row.priority),
          row.owner,
          row.why.orElse(Quantities.headline(row.metrics)));
    }
    return table.lines();
  }
}
