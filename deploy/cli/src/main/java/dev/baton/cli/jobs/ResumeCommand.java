package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Quantities;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Goes on with a paused job, or goes back to an older checkpoint of a paused or ended one. */
@Command(
    name = "resume",
    description = {
      "Go on with a paused job.",
      "With --from: go back to one of its older checkpoints; what was trained since then stays stored."
    },
    footer = {"", "Example: baton resume exp1", "Example: baton resume exp1 --from epoch_50"})
public final class ResumeCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Option(
      names = "--from",
      paramLabel = "CHECKPOINT",
      description = "epoch_N, the state after N epochs, or a number that baton checkpoints shows.")
  private Optional<String> from = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection fleet = connection.resolve();
    if (from.isPresent()) {
      Numbered<Checkpointed> checkpoint = choose(fleet);
      BranchRequest.send(
          fleet.kafka(),
          new Request.Rewind(job, checkpoint.sequence(), Steering.newRequestId()),
          terminal);
      terminal.print(
          Line.plain(
              "  from checkpoint %d (%s)"
                  .formatted(
                      checkpoint.sequence(),
                      Quantities.position(checkpoint.entry().epoch(), checkpoint.entry().step()))));
      return 0;
    }
    Steering.steer(
        fleet.kafka(),
        new Request.Resume(job, Steering.newRequestId()),
        state -> state.status() != Status.PAUSED,
        Steering::status,
        terminal);
    return 0;
  }

  private Numbered<Checkpointed> choose(FleetConnection fleet) {
    try (ObjectStore store = fleet.openStore()) {
      JobHistory history = new JobLog(store, job).read();
      if (history.entries().isEmpty()) {
        throw new CommandFailedException(
            "The store has no log of a job %s: see baton jobs --all".formatted(job));
      }
      return new CheckpointChoice(store, job, history).find(from.orElseThrow());
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
  }
}
