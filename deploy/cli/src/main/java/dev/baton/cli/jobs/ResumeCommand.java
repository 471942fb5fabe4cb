package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.JobName;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Goes on with a paused job, goes back to an older checkpoint of a paused or ended one, or goes on
 * with a training that was fetched.
 */
@Command(
    name = "resume",
    description = {
      "Go on with a paused job, or with a run directory fetched with --state as a new job.",
      "With --from: go back to one of its older checkpoints; what was trained since then stays stored."
    },
    footer = {
      "",
      "Example: baton resume exp1",
      "Example: baton resume exp1 --from epoch_50",
      "Example: baton resume exp1 --from epoch_50 --allow data",
      "Example: baton resume runs/exp1 --name exp1b --data /sets/bccd/data.yaml"
    })
public final class ResumeCommand implements Callable<Integer> {
  private static final Path HERE = Path.of("");

  @Mixin private ConnectionOptions connection;

  @Parameters(
      paramLabel = "JOB|DIR|s3://...",
      description = "Name of the job, or a run directory (./DIR beside this one, or in S3).")
  private String job;

  @Option(
      names = "--name",
      paramLabel = "JOB",
      description = "Of a run directory: name of the new job (exp, exp2, ...).",
      converter = JobArgument.class)
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Of a run directory: where the same data set lies on the workers now, or baton://NAME.")
  private Optional<String> data = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "CHECKPOINT",
      description = "epoch_N, the state after N epochs, or a number that baton checkpoints shows.")
  private Optional<String> from = Optional.empty();

  @Mixin private AllowOption allow;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    boolean isRun = ResumedRun.isRun(job);
    requireFitting(isRun);
    FleetConnection fleet = connection.resolveWithKafka();
    if (isRun) {
      ResumedRun.submit(fleet, job, name, data, allow.field(), terminal);
      return 0;
    }
    try {
      steer(fleet, terminal);
      return 0;
    } catch (CommandFailedException e) {
      throw new CommandFailedException(e.getMessage() + folderHint(HERE, job), e);
    }
  }

  private void steer(FleetConnection fleet, Terminal terminal) {
    if (from.isPresent()) {
      Numbered<Checkpointed> checkpoint = choose(fleet);
      BranchRequest.send(
          fleet.kafka(),
          new Request.Rewind(job, checkpoint.sequence(), allow.field(), Steering.newRequestId()),
          terminal);
      terminal.print(
          Line.plain(
              "  from checkpoint %d (%s)"
                  .formatted(
                      checkpoint.sequence(),
                      Quantities.position(checkpoint.entry().epoch(), checkpoint.entry().step()))));
      return;
    }
    Steering.steer(
        fleet.kafka(),
        new Request.Resume(job, Steering.newRequestId()),
        state -> state.status() != Status.PAUSED,
        Steering::status,
        terminal);
  }

  /** For who means a run directory that lies here under the name of a job. */
  static String folderHint(Path here, String job) {
    return Files.isDirectory(here.resolve(job).resolve(RunState.FOLDER))
        ? ". The run directory of that name is resumed by baton resume ./" + job
        : "";
  }

  private void requireFitting(boolean isRun) {
    if (isRun && from.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "--from is for jobs: a run directory has one state only");
    }
    if (!isRun && (name.isPresent() || data.isPresent())) {
      throw new ParameterException(
          spec.commandLine(),
          "--name and --data are for run directories; a job keeps its name and options"
              + folderHint(HERE, job));
    }
    if (!isRun && from.isEmpty() && allow.field().isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "--allow is for run directories and --from: a paused job goes on as it was, but can go back to its newest checkpoint with --from");
    }
    if (!isRun) {
      JobName.problem(job)
          .ifPresent(
              problem -> {
                throw new ParameterException(spec.commandLine(), problem);
              });
    }
  }

  private Numbered<Checkpointed> choose(FleetConnection fleet) {
    try (ObjectStore store = fleet.openStore()) {
      JobHistory history = StoredLog.read(store, job);
      return new CheckpointChoice(store, job, history).find(from.orElseThrow());
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
  }
}
