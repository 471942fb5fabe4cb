package dev.baton.cli.bench;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.output.Table;
import dev.baton.cli.output.Terminal;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.DataBenchmark;
import dev.baton.worker.yolo.data.DataBenchmark.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the loading of images, without a network. */
@Command(
    name = "data",
    description = {
      "Measure how many images a second one loader thread decodes, and turns into samples.",
      "With mosaics and all else of hyp.scratch-high. What a training waits: baton bench epoch."
    },
    footer = {"", "Example: baton bench data --data bccd/data.yaml --img 320"})
public final class BenchDataCommand implements Callable<Integer> {
  @Option(names = "--data", paramLabel = "FILE", required = true, description = "The data.yaml.")
  private Path data;

  @Option(
      names = {"--img", "--imgsz", "--img-size"},
      paramLabel = "PIXELS",
      defaultValue = "640",
      description = "Side of the samples (${DEFAULT-VALUE}).")
  private int imgsz;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Time for each of the four, after as much to warm up (${DEFAULT-VALUE}).")
  private int seconds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    try {
      Result result = DataBenchmark.run(data, imgsz, Duration.ofSeconds(seconds));
      Table table = new Table("ONE THREAD, %d PX".formatted(imgsz), "PER SECOND");
      table.add("images read, decoded, resized", rate(result.decoded()));
      table.add("mosaics of kept images, warped", rate(result.mosaics()));
      table.add("whole samples of kept images", rate(result.samples()));
      table.add("whole samples, every image read", rate(result.freshSamples()));
      terminal.print(table.lines());
      return 0;
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%.0f", perSecond);
  }
}
