package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what the children of the fleet on this machine wrote. */
@Command(
    name = "logs",
    description = "Show the output of the broker, store, scheduler and workers on this machine.",
    footer = {"", "Example: baton logs worker-1 -f"})
public final class LogsCommand implements Callable<Integer> {
  private static final String SUFFIX = ".log";

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CHILD",
      description = "broker, store, scheduler, worker-1, ... (all)")
  private String child;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is written from now on, until Ctrl-C.")
  private boolean isFollowing;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "20",
      description = "Last lines of each child (${DEFAULT-VALUE}).")
  private int lines;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder of the fleet (BATON_DIR; ./.baton).")
  private Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    FleetFolder fleet = FleetFolder.of(Optional.ofNullable(folder), System.getenv());
    Map<String, LogReader> logs = new TreeMap<>();
    for (Path log : logs(fleet)) {
      logs.put(child == null ? name(log) + " | " : "", LogReader.atLast(lines, log));
    }
    PrintWriter out = spec.commandLine().getOut();
    do {
      for (Map.Entry<String, LogReader> log : logs.entrySet()) {
        log.getValue().newLines().forEach(line -> out.println(log.getKey() + line));
      }
      out.flush();
      if (isFollowing) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } while (isFollowing);
    return 0;
  }

  private List<Path> logs(FleetFolder fleet) throws IOException {
    List<Path> all = allLogs(fleet);
    if (child == null) {
      return all;
    }
    Path wanted = fleet.log(child);
    if (!all.contains(wanted)) {
      throw new CommandFailedException(
          "No child \"%s\" has written to %s: give one of %s"
              .formatted(
                  child,
                  fleet.logs(),
                  String.join(", ", all.stream().map(LogsCommand::name).toList())));
    }
    return List.of(wanted);
  }

  private static List<Path> allLogs(FleetFolder fleet) throws IOException {
    if (Files.isDirectory(fleet.logs())) {
      try (Stream<Path> files = Files.list(fleet.logs())) {
        List<Path> logs = files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        if (!logs.isEmpty()) {
          return logs;
        }
      }
    }
    throw new CommandFailedException(
        "No fleet has run in %s yet: start one with `baton up`, or name its folder with --dir"
            .formatted(fleet));
  }

  private static String name(Path log) {
    String file = log.getFileName().toString();
    return file.substring(0, file.length() - SUFFIX.length());
  }
}
