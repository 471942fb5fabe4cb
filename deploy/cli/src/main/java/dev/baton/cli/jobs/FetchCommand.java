package dev.baton.cli.jobs;

import static dev.baton.common.text.Quantities.position;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings a job's results as a run directory. */
@Command(
    name = "fetch",
    description =
        "Fetch a job's newest and best weights, results and options into a run directory.",
    footer = {"", "Example: baton fetch exp1 runs/exp1 [--state]"})
public final class FetchCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description = "Name of the job.",
      converter = JobArgument.class)
  private String job;

  @Parameters(index = "1", paramLabel = "DIR", description = "Folder to write to.")
  private Path folder;

  @Option(names = "--overwrite", description = "Replace what an earlier fetch left in DIR.")
  private boolean mayOverwrite;

  @Option(
      names = "--state",
      description = "Also fetch the whole state, from which `baton resume DIR` goes on elsewhere.")
  private boolean hasState;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection fleet = connection.resolve();
    try (ObjectStore store = fleet.openStore()) {
      JobHistory history = StoredLog.read(store, job);
      RunDirectory directory = RunDirectory.open(folder, mayOverwrite);
      terminal.print(FetchedRun.write(store, job, history, directory));
      if (hasState) {
        Checkpointed state = RunState.write(store, job, history, folder).entry();
        terminal.print(
            Line.plain(
                "%s/  %s".formatted(RunState.FOLDER, position(state.epoch(), state.step()))));
      }
      terminal.print("Fetched %s to %s".formatted(job, directory));
      terminal.print(NextSteps.after(history.newestAttempt().orElseThrow().entry().spec(), folder));
      return 0;
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
  }
}
