package dev.baton.cli.bench;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.EngineSettings;
import dev.baton.cli.jobs.TrainOptions;
import dev.baton.cli.output.Terminal;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.text.Quantities;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.EpochBenchmark;
import dev.baton.worker.yolo.EpochBenchmark.Epoch;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures whole epochs on a data set. */
@Command(
    name = "epoch",
    description = {
      "Measure epochs of a training in this process: data, steps and validation, no fleet.",
      "The first one also reads the images and fills caches, and is left out of the median."
    },
    footer = {
      "",
      "Example: baton bench epoch --data bccd/data.yaml --cfg yolov9-t --img 320 --batch 8 --threads 2"
    })
public final class BenchEpochCommand implements Callable<Integer> {
  @Mixin private TrainOptions options;

  @Option(
      names = "--measure",
      paramLabel = "N",
      defaultValue = "3",
      description = "Epochs to measure after the first (${DEFAULT-VALUE}).")
  private int measured;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    EngineSettings.stayOffline();
    options.requireComplete(spec.commandLine());
    JobSpec job = options.requestOfItsOwn("bench").spec();
    List<Epoch> epochs;
    try {
      epochs =
          EpochBenchmark.run(
              job, measured + 1, epoch -> terminal.print("%s".formatted(line(epoch))));
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
    List<Epoch> counted = epochs.subList(Math.min(1, epochs.size() - 1), epochs.size());
    terminal.print(
        "median of %d: %.2f s training, %.2f s validation"
            .formatted(
                counted.size(),
                median(counted, Epoch::trainSeconds),
                median(counted, Epoch::validationSeconds)));
    return 0;
  }

  private static String line(Epoch epoch) {
    return String.format(
        Locale.ROOT,
        "%.2f s training (%.1f images/s, %.1f %% of it waiting for images), %.2f s validation%s",
        epoch.trainSeconds(),
        epoch.images() / epoch.trainSeconds(),
        100 * epoch.waitingSeconds() / epoch.trainSeconds(),
        epoch.validationSeconds(),
        epoch
            .peakBytes()
            .map(peak -> ", %s at most so far".formatted(Quantities.mebibytes(peak)))
            .orElse(""));
  }

  private static double median(List<Epoch> epochs, ToDoubleFunction<Epoch> value) {
    double[] sorted = epochs.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
