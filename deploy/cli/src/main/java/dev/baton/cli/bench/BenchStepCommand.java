package dev.baton.cli.bench;

import dev.baton.cli.EngineSettings;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Table;
import dev.baton.cli.output.Terminal;
import dev.baton.worker.yolo.StepBenchmark;
import dev.baton.worker.yolo.StepBenchmark.Result;
import dev.baton.worker.yolo.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a training step, beside one of the oracle in Python where there is one. */
@Command(
    name = "step",
    description = {
      "Measure one training step: real loss, optimizer and average, no loading of data.",
      "With --oracle alternates with PyTorch in Python, and ends with the median of five ratios."
    },
    footer = {
      "",
      "Example: baton bench step --model gelan-t --batch 8 --img 320 --threads 2",
      "Example: baton bench step --oracle oracle --python venv/bin/python"
    })
public final class BenchStepCommand implements Callable<Integer> {
  private static final int PAIRS = 5;

  @Option(
      names = {"--model", "--cfg"},
      paramLabel = "NAME",
      defaultValue = "gelan-t",
      description = "Built-in model (${DEFAULT-VALUE}).")
  private String model;

  @Option(
      names = {"--batch", "--batch-size"},
      paramLabel = "IMAGES",
      defaultValue = "8",
      description = "Images in a step (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = {"--img", "--imgsz", "--img-size"},
      paramLabel = "PIXELS",
      defaultValue = "320",
      description = "Side of the images (${DEFAULT-VALUE}).")
  private int imgsz;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Arithmetic threads (${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--amp",
      paramLabel = "PRECISION",
      defaultValue = "fp32",
      description = "fp32, or bf16 on both sides (${DEFAULT-VALUE}).")
  private String amp;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "15",
      description = "Measured steps of a run (${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--oracle",
      paramLabel = "DIR",
      description = "Folder with model.py, loss.py and optim.py to compare with.")
  private Optional<Path> oracle = Optional.empty();

  @Option(
      names = "--python",
      paramLabel = "PROGRAM",
      defaultValue = "python3",
      description = "A Python with torch 2.7.1 (${DEFAULT-VALUE}).")
  private String python;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    requirePrecision();
    EngineSettings.stayOffline();
    StepSetup setup = new StepSetup(model, batch, imgsz, threads, amp, steps);
    terminal.print(setup.toString());
    if (oracle.isEmpty()) {
      terminal.print(phases(setup.measure()));
      return 0;
    }
    compare(new PythonOracle(python, oracle.get()), setup, terminal);
    return 0;
  }

  private void requirePrecision() {
    try {
      Precision.of(amp);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--amp " + e.getMessage(), e);
    }
  }

  private static void compare(PythonOracle python, StepSetup setup, Terminal terminal)
      throws IOException, InterruptedException {
    python.requireTorch();
    List<Double> ratios = new ArrayList<>();
    Result last = null;
    // Alternating, so that whatever else the machine does meets both.
    for (int pair = 1; pair <= PAIRS; pair++) {
      last = setup.measure();
      double theirs = python.medianMillis(setup);
      ratios.add(last.total() / theirs);
      terminal.print(
          "pair %d: Baton %s, Python %s, ratio %s"
              .formatted(pair, millis(last.total()), millis(theirs), ratio(ratios.getLast())));
    }
    terminal.print(phases(last));
    ratios.sort(Comparator.naturalOrder());
    terminal.print(
        Line.good("median ratio of %d pairs: %s".formatted(PAIRS, ratio(ratios.get(PAIRS / 2)))));
  }

  private static List<Line> phases(Result result) {
    Table table = new Table("PHASE", "MEDIAN");
    table.add("forward and loss", millis(result.forward()));
    table.add("backward", millis(result.backward()));
    table.add("optimizer and average", millis(result.update()));
    table.add("step", millis(result.total()));
    return table.lines();
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.1f ms", millis);
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.3f", ratio);
  }

  /** What is measured. */
  record StepSetup(String model, int batch, int imgsz, int threads, String amp, int steps) {
    Result measure() {
      return StepBenchmark.run(model, batch, imgsz, threads, amp, steps);
    }

    @Override
    public String toString() {
      return "%s, %s, %d images of %d px, %d threads, median of %d steps"
          .formatted(model, amp, batch, imgsz, threads, steps);
    }
  }
}
