package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.Usage;
import dev.baton.cli.output.Terminal;
import dev.baton.common.messages.DidYouMean;
import dev.baton.common.messages.JobName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what the children of the fleet on this machine wrote. */
@Command(
    name = "logs",
    description =
        "Show what the processes of the fleet on this machine wrote, or what they wrote on a job.",
    footer = {"", "Example: baton logs worker-1 -f", "Example: baton logs exp1 -n 100"})
public final class LogsCommand implements Callable<Integer> {
  private static final String SUFFIX = ".log";
  private static final Duration EVERY = Duration.ofMillis(200);

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CHILD|JOB",
      description = "broker, store, scheduler, worker-1, ... (all), or a job's name.")
  private String subject;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is written from now on, until Ctrl-C.")
  private boolean isFollowing;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "20",
      description = "Last lines of each child, or about the job (${DEFAULT-VALUE}).")
  private int lines;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder of the fleet (BATON_DIR; ./.baton).")
  private Path folder;

  @Spec private CommandSpec spec;

  /** The output of one child, as far as it was asked for. */
  private record Source(String prefix, LogReader reader, Predicate<String> isWanted) {
    List<String> newLines() throws IOException {
      return reader.newLines().stream().filter(isWanted).map(prefix::concat).toList();
    }
  }

  /** A line with the time that it or the line above it bears. */
  private record TimedLine(String time, String text) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Usage.require(spec, lines >= 0, "--lines %d: give 0 or more".formatted(lines));
    FleetFolder fleet = FleetFolder.of(Optional.ofNullable(folder), System.getenv());
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    List<Path> all = allLogs(fleet);
    boolean isChild = subject != null && all.contains(fleet.log(subject));
    List<Source> sources =
        subject == null || isChild
            ? children(isChild ? List.of(fleet.log(subject)) : all)
            : List.of();
    if (sources.isEmpty()) {
      sources = jobSources(all);
      tellPast(sources, all, terminal);
    }
    do {
      for (Source source : sources) {
        source.newLines().forEach(terminal::print);
      }
      if (isFollowing) {
        TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
      }
    } while (isFollowing && terminal.isOpen());
    return 0;
  }

  private List<Source> children(List<Path> logs) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Path log : logs) {
      String prefix = logs.size() == 1 ? "" : name(log) + " | ";
      sources.add(new Source(prefix, LogReader.atLast(lines, log), line -> true));
    }
    return sources;
  }

  private List<Source> jobSources(List<Path> logs) {
    JobName.problem(subject)
        .ifPresent(
            problem -> {
              throw new ParameterException(spec.commandLine(), problem);
            });
    return logs.stream()
        .map(
            log ->
                new Source(
                    name(log) + " | ", LogReader.atBeginning(log), new JobLines(subject)::isAbout))
        .toList();
  }

  /** What was written about the job so far, by time where that is known. */
  private void tellPast(List<Source> sources, List<Path> logs, Terminal terminal)
      throws IOException {
    List<TimedLine> past = new ArrayList<>();
    for (Source source : sources) {
      String time = "";
      for (String line : source.reader().allLines()) {
        if (source.isWanted().test(line)) {
          time = line.matches("\\d{4}-.*") ? line.split(" ", 2)[0] : time;
          past.add(new TimedLine(time, source.prefix() + line));
        }
      }
    }
    if (past.isEmpty() && !isFollowing) {
      List<String> children = logs.stream().map(LogsCommand::name).toList();
      throw new CommandFailedException(
          "Nothing here is called \"%s\", and no line names such a job: give one of %s, or a job of this fleet (baton jobs --all)%s"
              .formatted(
                  subject, String.join(", ", children), DidYouMean.suffix(subject, children)));
    }
    past.sort(Comparator.comparing(TimedLine::time));
    past.subList(Math.max(0, past.size() - lines), past.size())
        .forEach(line -> terminal.print(line.text()));
  }

  private static List<Path> allLogs(FleetFolder fleet) throws IOException {
    List<Path> logs = List.of();
    try (Stream<Path> files = Files.list(fleet.logs())) {
      logs = files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (NoSuchFileException e) {
      // told below
    }
    if (logs.isEmpty()) {
      throw new CommandFailedException(
          "No fleet has run in %s yet: start one with `baton up`, or name its folder with --dir"
              .formatted(fleet));
    }
    return logs;
  }

  private static String name(Path log) {
    String file = log.getFileName().toString();
    return file.substring(0, file.length() - SUFFIX.length());
  }
}
