package dev.baton.cli.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a fleet in the foreground until Ctrl-C. */
@Command(
    name = "up",
    description = "Run a fleet on this machine until Ctrl-C; it keeps its jobs from run to run.",
    footer = {"", "Example: baton up --workers 2"})
public final class UpCommand implements Callable<Integer> {
  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Worker processes (${DEFAULT-VALUE}). The loader threads of a job are `train --workers`.")
  private int workers;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Arithmetic threads of a worker where a job does not say (${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT",
      description =
          "Let workers answer Prometheus: the first one there, the others at the next ports (off).")
  private Optional<String> metrics = Optional.empty();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder that keeps the fleet (BATON_DIR; ./.baton).")
  private Path folder;

  @Mixin private PluginOptions plugins;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    FleetFolder fleetFolder = FleetFolder.of(Optional.ofNullable(folder), System.getenv());
    try (LocalFleet fleet = LocalFleet.open(options(fleetFolder), this::say)) {
      fleet.closeAtShutdown();
      fleet.start();
      introduce(fleet, fleetFolder);
      fleet.awaitClosed();
      return 0;
    }
  }

  private FleetOptions options(FleetFolder fleetFolder) {
    try {
      return new FleetOptions(
          fleetFolder,
          workers,
          threads,
          FleetOptions.Ports.USUAL,
          plugins.resolve(),
          metrics.map(PortRow::parse));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void introduce(LocalFleet fleet, FleetFolder fleetFolder) {
    FleetConnection connection = fleet.connection();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%nThe fleet is up.%n");
    out.printf("  Kafka    %s%n", connection.kafka().bootstrap());
    out.printf("  store    %s%n", connection.store());
    out.printf("  page     %s%n", fleet.page());
    out.printf("  folder   %s (keys in fleet.json, output in logs/)%n", fleetFolder);
    out.printf("Stop it with Ctrl-C: workers commit a checkpoint first. In another terminal:%n");
    out.printf("  baton status%n  baton train --help%n%n");
    out.flush();
  }

  private void say(String sentence) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s %s%n", LocalTime.now().truncatedTo(ChronoUnit.SECONDS), sentence);
    out.flush();
  }
}
