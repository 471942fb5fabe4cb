package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.jobs.RebuiltJob.LostJobException;
import dev.baton.cli.jobs.RequestChannel.Answer;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.StoredJob;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells the scheduler of jobs that only the store knows any more. */
@Command(
    name = "rebuild",
    description = {
      "Bring back jobs that Kafka has lost, from their logs in the store.",
      "Ended ones come back as they ended, all others paused. Jobs that the scheduler knows stay as they are.",
      "A job that cannot be brought back is named, and the exit status is 1."
    },
    footer = {"", "Example: baton admin rebuild", "Example: baton admin rebuild --queue"})
public final class RebuildCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Option(names = "--queue", description = "Let jobs that have not ended go on at once.")
  private boolean isQueued;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection fleet = connection.resolveWithKafka();
    Set<String> known = new HashSet<>();
    try (JobStates jobs = JobStates.open(fleet.kafka())) {
      known.addAll(jobs.names());
    }
    RequestChannel scheduler = new RequestChannel(fleet.kafka());
    List<JobRow> restored = new ArrayList<>();
    int lost = 0;
    try (ObjectStore store = fleet.openStore()) {
      for (String job : StoredJob.names(store)) {
        if (!known.contains(job)) {
          try {
            restored.add(JobRow.of(restore(job, store, scheduler)));
          } catch (LostJobException e) {
            terminal.print(Line.bad("Job %s is not restored: %s".formatted(job, e.getMessage())));
            lost++;
          }
        }
      }
    } catch (IOException e) {
      throw stopped(restored.size(), StoreFailure.of(fleet.store(), e));
    }
    if (!restored.isEmpty()) {
      terminal.print(JobRow.table(restored, Instant.now()));
    }
    terminal.print(
        Line.good(
            "%s restored, %d known already%s"
                .formatted(
                    Quantities.count(restored.size(), "job"), known.size(), advice(restored))));
    return lost == 0 ? 0 : 1;
  }

  /**
   * Has the scheduler know {@code job} again.
   *
   * @throws LostJobException when that is not to be had; other jobs may be restored all the same
   * @throws IOException when the store gives no answer
   */
  private JobState restore(String job, ObjectStore store, RequestChannel scheduler)
      throws LostJobException, IOException {
    JobState state =
        RebuiltJob.read(store, job, isQueued ? Status.QUEUED : Status.PAUSED, Instant.now());
    Optional<Answer.Rejected> rejection =
        scheduler.rejection(new Request.Restore(job, state, Steering.newRequestId()));
    if (rejection.isPresent()) {
      throw new LostJobException(String.join("; ", rejection.get().reasons()));
    }
    return state;
  }

  /** A store that fails tells nothing of the jobs that were not reached. */
  static CommandFailedException stopped(int restored, CommandFailedException failure) {
    return new CommandFailedException(
        "%s. %s restored, nothing is lost: run baton admin rebuild again for the others"
            .formatted(failure.getMessage(), Quantities.count(restored, "job")),
        failure);
  }

  private static String advice(List<JobRow> restored) {
    return restored.stream().anyMatch(row -> row.status() == Status.PAUSED)
        ? "; go on with paused ones by baton resume JOB"
        : "";
  }
}
