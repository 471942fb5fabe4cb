package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.output.Listing;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows where the fleet on this machine is and which of its processes run. */
@Command(
    name = "status",
    description = "Show where the fleet on this machine is and which of its processes run.",
    footer = {"", "Example: baton status --json"})
public final class StatusCommand implements Callable<Integer> {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder of the fleet (BATON_DIR; ./.baton).")
  private Path folder;

  @Option(names = "--json", description = "Print JSON.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    FleetFolder fleet = FleetFolder.of(Optional.ofNullable(folder), System.getenv());
    FleetFile file =
        FleetFile.find(fleet)
            .filter(FleetFile::isRunning)
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "No fleet runs in %s: start one with `baton up`, or name its folder with --dir"
                            .formatted(fleet)));
    Status status = status(fleet, file, Instant.now());
    PrintWriter out = spec.commandLine().getOut();
    if (isJson) {
      out.println(Listing.json(status));
    } else {
      print(status, out);
    }
    return 0;
  }

  private static Status status(FleetFolder fleet, FleetFile file, Instant now) {
    List<Child> children =
        file.children().entrySet().stream()
            .map(
                entry -> {
                  ProcessIdentity process = entry.getValue();
                  return new Child(
                      entry.getKey(),
                      process.pid(),
                      process.find().isPresent(),
                      Duration.between(process.startedAt(), now).toSeconds());
                })
            .toList();
    return new Status(
        fleet.toString(),
        file.up().pid(),
        file.kafka(),
        "s3://" + FleetFile.BUCKET,
        file.storeEndpoint(),
        file.page(),
        children);
  }

  private static void print(Status status, PrintWriter out) {
    out.printf("folder  %s (up is process %d)%n", status.folder(), status.pid());
    out.printf("Kafka   %s%n", status.kafka());
    out.printf("store   %s at %s%n", status.store(), status.storeEndpoint());
    out.printf("page    %s%n%n", status.page());
    out.printf("%-12s %9s  %s%n", "CHILD", "PROCESS", "STATE");
    for (Child child : status.children()) {
      String state = child.running() ? "up for %d s".formatted(child.seconds()) : "down";
      out.printf("%-12s %9d  %s%n", child.name(), child.pid(), state);
    }
  }

  private record Status(
      String folder,
      long pid,
      String kafka,
      String store,
      String storeEndpoint,
      String page,
      List<Child> children) {}

  /**
   * @param seconds since it was started
   */
  private record Child(String name, long pid, boolean running, long seconds) {}
}
