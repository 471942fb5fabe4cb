package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.Confirmation;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.StoredJob;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Request;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Forgets an ended job and deletes its objects. The scheduler is asked first: whoever submits the
 * name again while objects are being deleted is then a new job, which would find parts of the old
 * one; so names should not be used again before this command is done.
 */
@Command(
    name = "rm",
    description = "Forget an ended job and delete its checkpoints from the store.",
    footer = {"", "Example: baton rm exp1 --yes"})
public final class RemoveCommand implements Callable<Integer> {
  private static final Duration LAST_STEP = Duration.ofSeconds(15);

  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean isSure;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection fleet = connection.resolveWithKafka();
    Optional<JobState> known = findEnded(fleet.kafka());
    try (ObjectStore store = fleet.openStore()) {
      StoredJob stored = StoredJob.list(store, job);
      if (known.isEmpty() && stored.isEmpty()) {
        throw JobNames.unknown(job, StoredJob.names(store));
      }
      if (!isSure && !isConfirmed(terminal, stored)) {
        terminal.print("Nothing was removed");
        return 1;
      }
      if (known.isPresent()) {
        new RequestChannel(fleet.kafka()).require(new Request.Remove(job, Steering.newRequestId()));
      }
      stored.delete(store);
      terminal.print(
          "Removed job %s: %d objects, %s freed"
              .formatted(job, stored.objects(), Quantities.bytes(stored.sizeBytes())));
      return 0;
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
  }

  /** What the scheduler knows of the job, once no worker has anything to do with it any more. */
  private Optional<JobState> findEnded(KafkaConnection kafka) {
    try (JobStates jobs = JobStates.open(kafka)) {
      Optional<JobState> known = jobs.find(job);
      if (known.isPresent() && !known.get().status().isEnd()) {
        throw new CommandFailedException(
            "Job %s is %s: cancel it first (baton cancel %s)"
                .formatted(job, known.get().status().name().toLowerCase(Locale.ROOT), job));
      }
      if (known.isPresent()) {
        // Right after a cancel a worker still ends its step; the scheduler would refuse.
        jobs.await(job, state -> !state.isCommandOpen(), LAST_STEP);
      }
      return known;
    }
  }

  private boolean isConfirmed(Terminal terminal, StoredJob stored) {
    String size =
        " and its %d objects (%s)"
            .formatted(stored.objects(), Quantities.bytes(stored.sizeBytes()));
    return Confirmation.ask(spec, terminal, "job " + job, size);
  }
}
