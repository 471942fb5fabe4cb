package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints names for a shell that completes a command line. Who presses a key must neither wait long
 * nor get an error into the line, so that whatever goes wrong gives no names, and status 1.
 */
@Command(
    name = "names",
    hidden = true,
    description = "Print the names of jobs, workers or data sets, a line each, for a shell.",
    footer = {"", "Example: baton names jobs"})
public final class NamesCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private enum Kind {
    JOBS,
    WORKERS,
    DATASETS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "jobs|workers|datasets", description = "Whose names.")
  private Kind kind;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    // The pool's threads are daemons: an answer that comes too late keeps nobody waiting.
    CompletableFuture<Collection<String>> names = CompletableFuture.supplyAsync(this::names);
    try {
      names.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).forEach(out::println);
      out.flush();
      return 0;
    } catch (ExecutionException | TimeoutException e) {
      return 1;
    }
  }

  private Collection<String> names() {
    FleetConnection fleet = connection.resolve();
    return switch (kind) {
      case JOBS -> jobs(fleet);
      case WORKERS -> workers(fleet);
      case DATASETS -> datasets(fleet);
    };
  }

  private static Collection<String> jobs(FleetConnection fleet) {
    try (JobStates jobs = JobStates.open(fleet.kafka())) {
      return List.copyOf(jobs.names());
    }
  }

  private static Collection<String> workers(FleetConnection fleet) {
    try (LiveWorkers workers = LiveWorkers.open(fleet.kafka())) {
      return workers.all().stream().map(Heartbeat::worker).toList();
    }
  }

  private static Collection<String> datasets(FleetConnection fleet) {
    try (ObjectStore store = fleet.openStore(Duration.ZERO)) {
      return new PushedDatasets(store).names().keySet();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
