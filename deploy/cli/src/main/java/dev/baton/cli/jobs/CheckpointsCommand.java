package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.messages.JobState;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists a job's checkpoints from its log in the store, or deletes the data of some. */
@Command(
    name = "checkpoints",
    description = "List a job's checkpoints; * marks those that the newest one does not come from.",
    footer = {
      "",
      "Example: baton checkpoints exp1",
      "Example: baton checkpoints exp1 --delete 7 12"
    })
public final class CheckpointsCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Option(
      names = "--delete",
      arity = "1..*",
      paramLabel = "SEQ",
      description = "Delete the data of these checkpoints, which the job does not need.")
  private List<Long> deleted = List.of();

  @Option(names = "--json", description = "An array with one object for each checkpoint.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection fleet = connection.resolve();
    List<CheckpointRow> rows;
    try (ObjectStore store = fleet.openStore()) {
      JobHistory history = StoredLog.read(store, job);
      if (!deleted.isEmpty()) {
        requireRest(fleet, history);
        long freed = new CheckpointDeletion(store, job, history).delete(deleted);
        terminal.print(
            "Deleted the data of %s, %s freed"
                .formatted(
                    Quantities.count(deleted.size(), "checkpoint"), Quantities.bytes(freed)));
        return 0;
      }
      CheckpointStore checkpoints = new CheckpointStore(store, job);
      rows = CheckpointRow.all(history, checkpoints, checkpoints.storedKeys());
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
    if (isJson) {
      terminal.print(Listing.json(rows));
    } else if (rows.isEmpty()) {
      terminal.print(Line.plain("Job %s has no checkpoint yet".formatted(job)));
    } else {
      terminal.print(CheckpointRow.table(rows));
    }
    return 0;
  }

  /** A worker keeps what it resumed from, and deletes by itself: nobody else may meanwhile. */
  private void requireRest(FleetConnection fleet, JobHistory history) {
    try (JobStates jobs = JobStates.open(fleet.kafka())) {
      Optional<JobState> known = jobs.find(job);
      boolean isAtRest =
          known
              .map(
                  state ->
                      !state.isCommandOpen()
                          && (state.status().isEnd() || state.status() == JobState.Status.PAUSED))
              .orElse(history.closed().isPresent());
      if (!isAtRest) {
        throw new CommandFailedException(
            "Nothing is deleted: an attempt at job %s may be running. Pause it first (baton pause %s)"
                .formatted(job, job));
      }
    }
  }
}
