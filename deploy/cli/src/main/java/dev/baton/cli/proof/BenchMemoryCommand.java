package dev.baton.cli.proof;

import dev.baton.cli.Usage;
import dev.baton.cli.jobs.TrainOptions;
import dev.baton.cli.local.TemporaryFleet;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.cli.proof.MemoryBenchmark.Look;
import dev.baton.common.messages.Request;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what memory a worker takes up, and whether that grows. */
@Command(
    name = "memory",
    description = {
      "Measure what memory a worker takes up while it trains, and whether that grows.",
      "A fleet of one worker. Prints its memory every few steps, the most that it ever had, which Linux notes (VmHWM), and the slope over the steps."
    },
    footer = {
      "",
      "Example: baton bench memory --data bccd/data.yaml --cfg gelan-t --img 320 --batch 8 --checkpoint-every 1s"
    })
public final class BenchMemoryCommand implements Callable<Integer> {
  private static final String NAME = "memory";
  private static final int WORKERS = 1;

  @Mixin private TrainOptions options;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Training steps (${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "50",
      description = "Steps between two looks (${DEFAULT-VALUE}).")
  private int every;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Usage.requireAtLeast(spec, 1, every, "--every");
    Usage.requireAtLeast(spec, 2 * every, steps, "--steps");
    options.requireComplete(spec.commandLine());
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    Request.Train request = options.requestOfItsOwn(NAME);
    MemoryTrend trend = new MemoryTrend();
    Look last = null;
    try (TemporaryFleet own = TemporaryFleet.open("bench", WORKERS, line -> {})) {
      own.fleet().start();
      try (MemoryBenchmark benchmark = new MemoryBenchmark(own.fleet(), request)) {
        for (long step = every; step <= steps; step += every) {
          last = benchmark.at(step);
          trend.add(new MemoryTrend.Sample(last.steps(), last.footprint().memoryBytes()));
          terminal.print(Line.quiet(line(last)));
        }
      }
    }
    terminal.print(Line.good(result(last, trend)));
    return 0;
  }

  private static String line(Look look) {
    return "%s: %s, most so far %s"
        .formatted(
            Quantities.count(look.steps(), "step"),
            Quantities.mebibytes(look.footprint().memoryBytes()),
            Quantities.mebibytes(look.footprint().peakBytes()));
  }

  private static String result(Look last, MemoryTrend trend) {
    return "most memory of the worker in %s with %s: %s; %s; %s"
        .formatted(
            Quantities.count(last.steps(), "step"),
            Quantities.count(last.checkpoints(), "checkpoint"),
            Quantities.mebibytes(last.footprint().peakBytes()),
            trend.halves(),
            trend.growth());
  }
}
