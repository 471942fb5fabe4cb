package dev.baton.cli.proof;

import dev.baton.cli.Usage;
import dev.baton.cli.local.TemporaryFleet;
import dev.baton.cli.output.DurationSample;
import dev.baton.cli.output.Table;
import dev.baton.cli.output.Terminal;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how long a fleet is without a scheduler. */
@Command(
    name = "scheduler",
    description = {
      "Measure how long requests go unanswered when the scheduler of a fleet is lost.",
      "Once killed and started again by its supervisor, once replaced by one that stands by."
    },
    footer = {"", "Example: baton bench scheduler --times 20"})
public final class BenchSchedulerCommand implements Callable<Integer> {
  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "10",
      description = "Losses of each kind (${DEFAULT-VALUE}).")
  private int times;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Usage.requireAtLeast(spec, 1, times, "--times");
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    List<Duration> restarts = new ArrayList<>();
    List<Duration> standbys = new ArrayList<>();
    try (TemporaryFleet own = TemporaryFleet.open("bench", 1, line -> {})) {
      own.fleet().startServices();
      own.fleet().startScheduler();
      own.fleet().awaitFastStarts();
      SchedulerBenchmark benchmark = new SchedulerBenchmark(own.fleet());
      for (int i = 0; i < times; i++) {
        restarts.add(benchmark.restart());
        standbys.add(benchmark.standby());
        terminal.print(
            "restarted %s, replaced %s"
                .formatted(
                    Quantities.millis(restarts.getLast()), Quantities.millis(standbys.getLast())));
      }
    }
    Table table = new Table("LOST SCHEDULER", "TIMES", "P50", "LONGEST");
    add(table, "killed, restarted by its supervisor", DurationSample.of(restarts));
    add(table, "replaced by one that stands by", DurationSample.of(standbys));
    terminal.print(table.lines());
    return 0;
  }

  private static void add(Table table, String loss, DurationSample lengths) {
    table.add(loss, String.valueOf(lengths.size()), lengths.text(0.5), lengths.text(1));
  }
}
