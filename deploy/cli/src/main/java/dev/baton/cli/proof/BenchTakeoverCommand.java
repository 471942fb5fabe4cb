package dev.baton.cli.proof;

import dev.baton.cli.Usage;
import dev.baton.cli.local.LocalFleet;
import dev.baton.cli.local.ProcessSignal;
import dev.baton.cli.local.TemporaryFleet;
import dev.baton.cli.output.DurationSample;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.cli.proof.TakeoverBenchmark.Takeover;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what losses of the training worker cost. */
@Command(
    name = "takeover",
    description = {
      "Measure how soon another worker trains when the one that trains is lost.",
      "Two workers, one of them always warm; from the blow to the end of the other one's first step. With --every also the goodput, and every tenth of the way what the processes take up."
    },
    footer = {
      "",
      "Example: baton bench takeover --times 100",
      "Example: baton bench takeover --times 10 --every 60"
    })
public final class BenchTakeoverCommand implements Callable<Integer> {
  private static final int WORKERS = 2;

  /** More than anyone has patience for. */
  private static final int EPOCHS = 100_000;

  private static final int FOOTPRINTS = 10;

  /** How the worker is taken away. */
  enum Blow {
    KILL(ProcessSignal.KILL),
    TERM(ProcessSignal.TERM),
    STOP(ProcessSignal.STOP);

    private final ProcessSignal signal;

    Blow(ProcessSignal signal) {
      this.signal = signal;
    }
  }

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "100",
      description = "Losses (${DEFAULT-VALUE}).")
  private int times;

  @Option(
      names = "--signal",
      paramLabel = "SIGNAL",
      defaultValue = "kill",
      description =
          "kill, term, or stop: the worker stands still until it is replaced, and no process is new (${DEFAULT-VALUE}).")
  private Blow blow;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      description =
          "Watch the training for so long after each loss, and as long undisturbed after that; their ratio is the goodput.")
  private int everySeconds;

  @Mixin private DrilledTraining training;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Usage.requireAtLeast(spec, 1, times, "--times");
    Usage.requireAtLeast(spec, 0, everySeconds, "--every");
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    List<Takeover> takeovers = new ArrayList<>();
    try (TemporaryFleet own = TemporaryFleet.open("bench", WORKERS, line -> {})) {
      DrillPlan plan = training.plan(own, EPOCHS, EPOCHS).withCheckpointEvery("1s");
      terminal.print(
          "%s, SIG%s to the worker that trains, %d times".formatted(plan.title(), blow, times));
      own.fleet().start();
      own.fleet().awaitFastStarts();
      try (TakeoverBenchmark benchmark =
          new TakeoverBenchmark(
              own.fleet(),
              plan.request("takeover"),
              blow.signal,
              Duration.ofSeconds(everySeconds))) {
        while (takeovers.size() < times) {
          takeovers.add(benchmark.next());
          terminal.showStatus("%d of %d".formatted(takeovers.size(), times));
          if (takeovers.size() % Math.max(1, times / FOOTPRINTS) == 0) {
            terminal.print(soFar(takeovers));
            terminal.print(footprints(own.fleet()));
          }
        }
      }
    }
    terminal.print(Line.good(result(takeovers)));
    goodput(takeovers).ifPresent(terminal::print);
    return 0;
  }

  private static String soFar(List<Takeover> takeovers) {
    Takeover last = takeovers.getLast();
    return "%s: the last one %s%s"
        .formatted(
            Quantities.count(takeovers.size(), "takeover"),
            Quantities.millis(last.length()),
            last.goodput().map(share -> ", goodput " + percent(share)).orElse(""));
  }

  private static List<Line> footprints(LocalFleet fleet) {
    return Stream.concat(
            fleet.workers().stream(),
            Stream.of(LocalFleet.SCHEDULER, LocalFleet.STORE, LocalFleet.BROKER))
        .flatMap(child -> footprint(fleet, child).stream())
        .map(Line::quiet)
        .toList();
  }

  private static Optional<String> footprint(LocalFleet fleet, String child) {
    return fleet
        .process(child)
        .flatMap(process -> ProcessFootprint.of(process.pid()))
        .map(footprint -> "  %s: %s".formatted(child, footprint));
  }

  private static String result(List<Takeover> takeovers) {
    DurationSample lengths = DurationSample.of(takeovers.stream().map(Takeover::length).toList());
    return "blow to the end of the next worker's first step, %d times: p50 %s, p99 %s, longest %s"
        .formatted(lengths.size(), lengths.text(0.5), lengths.text(0.99), lengths.text(1));
  }

  private static Optional<String> goodput(List<Takeover> takeovers) {
    List<Double> shares =
        takeovers.stream().flatMap(takeover -> takeover.goodput().stream()).sorted().toList();
    return shares.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "goodput of %d windows: median %s, least %s"
                .formatted(
                    shares.size(),
                    percent(shares.get(shares.size() / 2)),
                    percent(shares.getFirst())));
  }

  private static String percent(double share) {
    return Quantities.number(100 * share) + " %";
  }
}
