package dev.baton.cli.proof;

import dev.baton.cli.data.LocalData;
import dev.baton.cli.jobs.JobArgument;
import dev.baton.cli.jobs.StoreFailure;
import dev.baton.cli.jobs.StoredLog;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.local.LocalFleet;
import dev.baton.cli.local.TemporaryFleet;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.objectstore.ObjectStore;
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

/** Trains a job again, loses workers where it lost some, and compares; 0 only for equal bits. */
@Command(
    name = "replay",
    description = {
      "Train a job again, losing workers where it lost some, and compare digest by digest.",
      "That happens in a fleet of its own on this machine; the job itself is only read.",
      "Ends with 0 only if all bits are the same."
    },
    footer = {
      "",
      "Example: baton replay exp1",
      "Example: baton replay exp1 --from epoch_3 --kill-at 70,95"
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final int WORKERS = 2;
  private static final int LONGEST_NAME = 63;
  private static final String SUFFIX = "-replay";

  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Option(
      names = "--from",
      paramLabel = "CHECKPOINT",
      description = "Begin from a stored checkpoint: epoch_N, or its SEQ (from zero).")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--kill-at",
      split = ",",
      paramLabel = "STEP",
      description = "Kill the worker at these steps of the whole training (as in the history).")
  private List<Long> killAt = List.of();

  @Option(names = "--keep", description = "Leave the replay's folder, with its store and logs.")
  private boolean isKept;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection original = connection.resolve();
    try (ObjectStore store = original.openStore()) {
      ReplayPlan plan = plan(original, store);
      List<Loss> losses =
          killAt.isEmpty()
              ? plan.losses().stream().map(Loss::after).toList()
              : killAt.stream().sorted().map(Loss::atStep).toList();
      terminal.print(
          "Replaying %s from %s to %s, %s"
              .formatted(job, plan.begin(), plan.end(), lossesInWords(losses.size())));
      // The workers of the replay's fleet, whose store lacks the set, find it in the cache.
      LocalData data = LocalData.open(plan.spec().data(), () -> original, terminal);
      try {
        return replay(terminal, store, plan, losses) ? 0 : 1;
      } finally {
        data.close();
      }
    }
  }

  private String lossesInWords(int count) {
    if (count == 0) {
      return "losing no worker, since its history has no loss there (choose some by --kill-at)";
    }
    return "losing %d %s %s"
        .formatted(
            count,
            count == 1 ? "worker" : "workers",
            killAt.isEmpty() ? "as in its history" : "as you chose");
  }

  private ReplayPlan plan(FleetConnection original, ObjectStore store) {
    try {
      JobHistory history = StoredLog.read(store, job);
      return ReplayPlan.of(job, history, new CheckpointStore(store, job), from);
    } catch (IOException e) {
      throw StoreFailure.of(original.store(), e);
    }
  }

  private boolean replay(
      Terminal terminal, ObjectStore original, ReplayPlan plan, List<Loss> losses)
      throws IOException, InterruptedException {
    try (TemporaryFleet own = TemporaryFleet.open("replay", WORKERS, line -> {})) {
      own.keep(); // until it is known that nobody has to look at it
      boolean isSame;
      try {
        isSame = replay(terminal, original, plan, losses, own.fleet());
      } finally {
        terminal.clearStatus();
      }
      if (isSame && !isKept) {
        own.discard();
      } else {
        terminal.print(Line.quiet("the replay's store and logs are kept in " + own.folder()));
      }
      return isSame;
    }
  }

  private boolean replay(
      Terminal terminal, ObjectStore original, ReplayPlan plan, List<Loss> losses, LocalFleet fleet)
      throws IOException, InterruptedException {
    String name = job.substring(0, Math.min(job.length(), LONGEST_NAME - SUFFIX.length())) + SUFFIX;
    terminal.showStatus("a fleet of its own starts");
    fleet.startServices();
    try (ObjectStore target = fleet.connection().openStore()) {
      new ReplaySeed(plan, original, target, name).write();
      fleet.startScheduler();
      fleet.startWorkers();
      ReplayComparison comparison = new Replay(plan, name, losses, fleet, terminal).run();
      terminal.print(comparison.table());
      if (comparison.isSame()) {
        terminal.print(Line.good("the same bits: yes"));
        return true;
      }
      FirstDifference difference =
          new FirstDifference(
              new CheckpointStore(original, job), new CheckpointStore(target, name));
      String why =
          comparison.firstDifference().isPresent()
              ? difference.describe(comparison.firstDifference().get())
              : "the replay ended before " + plan.end();
      terminal.print(Line.bad("the same bits: no, " + why));
      return false;
    }
  }
}
