package dev.baton.cli.bench;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.EngineSettings;
import dev.baton.cli.Usage;
import dev.baton.cli.jobs.TrainOptions;
import dev.baton.cli.local.TemporaryFleet;
import dev.baton.cli.output.DurationSample;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import dev.baton.worker.attempt.CheckpointBenchmark;
import dev.baton.worker.attempt.CheckpointBenchmark.Checkpoint;
import dev.baton.worker.attempt.CheckpointBenchmark.Epoch;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.YoloTrainerFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what checkpoints cost the training beside them. */
@Command(
    name = "checkpoint",
    description = {
      "Measure what a checkpoint costs: epochs with one and without, in pairs.",
      "A training in this process and a store of its own beside it; validation is left out. Prints",
      "for how long the training stood still, and how much longer its epochs became."
    },
    footer = {
      "",
      "Example: baton bench checkpoint --data bccd/data.yaml --cfg gelan-t --img 320 --batch 8"
    })
public final class BenchCheckpointCommand implements Callable<Integer> {
  private static final String NAME = "bench";

  @Mixin private TrainOptions options;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "20",
      description = "Epochs of each kind (${DEFAULT-VALUE}).")
  private int pairs;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Usage.requireAtLeast(spec, 1, pairs, "--pairs");
    options.requireComplete(spec.commandLine());
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    EngineSettings.stayOffline();
    try (TemporaryFleet own = TemporaryFleet.open(NAME, 1, line -> {})) {
      own.fleet().startServices();
      try (ObjectStore store = own.fleet().connection().openStore();
          CheckpointBenchmark benchmark =
              new CheckpointBenchmark(
                  store, NAME, options.requestOfItsOwn(NAME).spec(), new YoloTrainerFactory())) {
        tell(measure(benchmark, terminal), terminal);
      } catch (TrainerException e) {
        throw new CommandFailedException(e.getMessage(), e);
      }
    }
    return 0;
  }

  /** An epoch with a checkpoint and the one without beside it. */
  private record Pair(Epoch with, Epoch without) {
    private double longer() {
      return (double) with.length().toNanos() / without.length().toNanos() - 1;
    }
  }

  /** The first epoch, which fills caches, is left out; then each kind goes first as often. */
  private List<Pair> measure(CheckpointBenchmark benchmark, Terminal terminal) {
    benchmark.withCheckpoint();
    List<Pair> measured = new ArrayList<>();
    while (measured.size() < pairs) {
      boolean isCheckpointFirst = measured.size() % 2 == 0;
      Epoch first = isCheckpointFirst ? benchmark.withCheckpoint() : benchmark.withoutCheckpoint();
      Epoch second = isCheckpointFirst ? benchmark.withoutCheckpoint() : benchmark.withCheckpoint();
      Pair pair = isCheckpointFirst ? new Pair(first, second) : new Pair(second, first);
      measured.add(pair);
      terminal.print(
          Line.quiet(
              "pair %d: %s with, %s without, %s"
                  .formatted(
                      measured.size(),
                      Quantities.millis(pair.with().length()),
                      Quantities.millis(pair.without().length()),
                      percent(pair.longer()))));
    }
    return measured;
  }

  private static void tell(List<Pair> measured, Terminal terminal) {
    List<Checkpoint> checkpoints =
        measured.stream().map(pair -> pair.with().checkpoint().orElseThrow()).toList();
    terminal.print(
        "a checkpoint of %s: training stood still for %s (longest %s), %s for each 100 MB; committed within %s"
            .formatted(
                Quantities.bytes(checkpoints.getLast().sizeBytes()),
                median(checkpoints, Checkpoint::blocked),
                sample(checkpoints, Checkpoint::blocked).text(1),
                median(checkpoints, Checkpoint::blockedPer100Megabytes),
                median(checkpoints, Checkpoint::committed)));
    MedianEstimate longer =
        MedianEstimate.of(measured.stream().mapToDouble(Pair::longer).toArray());
    terminal.print(
        Line.good(
            "an epoch with a checkpoint is longer by %s, median of %d pairs; 95 %% interval %s to %s"
                .formatted(
                    percent(longer.median()),
                    measured.size(),
                    percent(longer.low()),
                    percent(longer.high()))));
  }

  private static DurationSample sample(
      List<Checkpoint> checkpoints, Function<Checkpoint, Duration> length) {
    return DurationSample.of(checkpoints.stream().map(length).toList());
  }

  private static String median(
      List<Checkpoint> checkpoints, Function<Checkpoint, Duration> length) {
    return sample(checkpoints, length).text(0.5);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%+.2f %%", 100 * share);
  }
}
