package dev.baton.cli.proof;

import dev.baton.cli.jobs.JobArgument;
import dev.baton.cli.jobs.StoreFailure;
import dev.baton.cli.jobs.StoredLog;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.LogEntry.DataPinned;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a job's log and all its checkpoints; exit code 1 when something is damaged. */
@Command(
    name = "verify",
    description = "Check a job's log and every stored checkpoint; ends with 1 if one is damaged.",
    footer = {"", "Example: baton verify exp1 --deep"})
public final class VerifyCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Option(names = "--deep", description = "Compute the state digests from the tensors, too.")
  private boolean isDeep;

  @Option(
      names = "--json",
      description = "An array with one object for each checkpoint or broken entry.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection fleet = connection.resolve();
    try (ObjectStore store = fleet.openStore()) {
      JobHistory history = StoredLog.read(store, job);
      List<VerifyRow> rows = verify(store, history);
      if (rows.stream().anyMatch(VerifyRow::isDamaged) && history.closed().isEmpty()) {
        // A worker may have deleted meanwhile what newer checkpoints made needless.
        history = StoredLog.read(store, job);
        rows = verify(store, history);
      }
      if (isJson) {
        terminal.print(Listing.json(rows));
      } else {
        tell(terminal, history, rows);
      }
      return rows.stream().anyMatch(VerifyRow::isDamaged) ? 1 : 0;
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
  }

  private List<VerifyRow> verify(ObjectStore store, JobHistory history) throws IOException {
    Depth depth = isDeep ? Depth.TENSORS : Depth.FILES;
    return new JobVerifier(store, job, history).verify(depth).stream().map(VerifyRow::of).toList();
  }

  private void tell(Terminal terminal, JobHistory history, List<VerifyRow> rows) {
    terminal.print(VerifyRow.table(rows));
    rows.forEach(row -> terminal.print(row.complaints()));
    dataChanges(history).forEach(change -> terminal.print(Line.plain(change)));
    long damaged = count(rows, Condition.DAMAGED);
    String summary =
        "Job %s: %d %s; %s whole, %d retired; %d damaged"
            .formatted(
                job,
                history.nextSequence(),
                history.nextSequence() == 1 ? "entry" : "entries",
                Quantities.count(count(rows, Condition.WHOLE), "checkpoint"),
                count(rows, Condition.RETIRED),
                damaged);
    terminal.print(damaged == 0 ? Line.good(summary) : Line.bad(summary));
  }

  /** Where the job went on with other data, which somebody has allowed. */
  private static List<String> dataChanges(JobHistory history) {
    List<String> changes = new ArrayList<>();
    Optional<String> before = Optional.empty();
    for (Numbered<DataPinned> pinned : history.all(DataPinned.class)) {
      String now = pinned.entry().dataDigest();
      before
          .filter(other -> !other.equals(now))
          .ifPresent(
              other ->
                  changes.add(
                      "From entry %d on it trains on other data, as was allowed: %s, before %s"
                          .formatted(
                              pinned.sequence(),
                              Quantities.shortDigest(now),
                              Quantities.shortDigest(other))));
      before = Optional.of(now);
    }
    return changes;
  }

  private static long count(List<VerifyRow> rows, Condition condition) {
    return rows.stream().filter(row -> row.condition() == condition).count();
  }
}
