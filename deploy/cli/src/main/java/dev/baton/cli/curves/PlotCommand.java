package dev.baton.cli.curves;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.FileFailure;
import dev.baton.cli.Usage;
import dev.baton.cli.jobs.JobArgument;
import dev.baton.cli.jobs.StoreFailure;
import dev.baton.cli.jobs.StoredLog;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws the curves of one job, or of several to compare them. */
@Command(
    name = "plot",
    description = "Draw the curves of jobs, with every checkpoint and every handover.",
    footer = {
      "",
      "Example: baton plot exp1 -o curves.png",
      "Example: baton plot exp1 exp2 -o curves.png --metric loss --metric map50"
    })
public final class PlotCommand implements Callable<Integer> {
  /** More curves than that nobody tells apart. */
  private static final int MOST_JOBS = 20;

  @Mixin private ConnectionOptions connection;

  @Parameters(
      arity = "1..*",
      paramLabel = "JOB",
      description = "Names of jobs.",
      converter = JobArgument.class)
  private List<String> jobs = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.png",
      description = "The picture to write.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description =
          "What to draw: loss, val_loss, map50, map, precision, recall, box, cls, dfl, lr or a column of results.csv; may be repeated (loss, map50 and map).")
  private List<String> metrics = List.of();

  @Option(
      names = "--json",
      description = "Print the numbers, an array with one object for each job.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Set<String> names = new LinkedHashSet<>(jobs);
    requireSensible(names);
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    List<JobCurves> curves = read(connection.resolve(), names);
    if (output.isPresent()) {
      byte[] png = CurvesPicture.draw(curves, chosen(curves));
      write(output.get(), png);
    }
    if (isJson) {
      terminal.print(Listing.json(curves));
    } else {
      curves.forEach(job -> terminal.print(summary(job)));
      terminal.print("Wrote %s".formatted(output.get()));
    }
    return 0;
  }

  private void requireSensible(Set<String> names) {
    if (output.isEmpty() && !isJson) {
      throw new ParameterException(
          spec.commandLine(), "Say where to draw with -o curves.png, or ask for --json");
    }
    output.ifPresent(file -> Usage.requirePng(spec, "-o", file));
    if (names.size() > MOST_JOBS) {
      throw new ParameterException(
          spec.commandLine(),
          "%d jobs are too many for one picture: give at most %d"
              .formatted(names.size(), MOST_JOBS));
    }
  }

  private static List<JobCurves> read(FleetConnection fleet, Set<String> names) {
    List<JobCurves> curves = new ArrayList<>();
    try (ObjectStore store = fleet.openStore()) {
      for (String job : names) {
        JobHistory history = StoredLog.read(store, job);
        curves.add(
            JobCurves.read(
                store,
                job,
                history,
                JobFacts.events(fleet.kafka(), job, history),
                JobFacts.stepsPerEpoch(fleet.kafka(), job, history)));
      }
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
    return curves;
  }

  private List<CurveMetric> chosen(List<JobCurves> curves) {
    Set<String> columns = CurveMetric.columns(curves);
    if (columns.isEmpty()) {
      throw new CommandFailedException(
          "There is nothing to draw yet: no epoch of %s has ended (baton watch shows how it goes)"
              .formatted(String.join(", ", jobs)));
    }
    return metrics.isEmpty()
        ? CurveMetric.usual(columns)
        : metrics.stream().map(name -> CurveMetric.of(name, columns)).toList();
  }

  private static String summary(JobCurves job) {
    return "%s: %s, %s, %s"
        .formatted(
            job.job(),
            Quantities.count(job.epochs().size(), "epoch"),
            Quantities.count(job.checkpoints().size(), "checkpoint"),
            Quantities.count(job.handovers().size(), "handover"));
  }

  private static void write(Path file, byte[] png) {
    try {
      Files.write(file, png);
    } catch (IOException e) {
      throw new CommandFailedException("-o " + FileFailure.sentence(file, e), e);
    }
  }
}
