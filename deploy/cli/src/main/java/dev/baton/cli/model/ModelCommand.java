package dev.baton.cli.model;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.Usage;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Table;
import dev.baton.cli.output.Terminal;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.model.ModelSummary;
import dev.baton.worker.yolo.model.ModelSummary.Row;
import dev.baton.worker.yolo.model.ModelYaml;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows how large a model is. */
@Command(
    name = "model",
    description = {
      "Show a model's parameters and the operations of its convolutions.",
      "Layers are the rows of the model's YAML, not the modules inside of them."
    },
    footer = {"", "Example: baton model yolov9-c --nc 3 --verbose"})
public final class ModelCommand implements Callable<Integer> {
  private static final double GIGA = 1e9;

  @Parameters(
      paramLabel = "MODEL",
      description = "A built-in model (gelan-t, yolov9-c, ...) or a model YAML file.")
  private String model;

  @Option(
      names = "--nc",
      paramLabel = "N",
      description = "Classes (those that the YAML names, else 80).")
  private Optional<Integer> classes = Optional.empty();

  @Option(
      names = {"--img", "--imgsz", "--img-size"},
      paramLabel = "PIXELS",
      defaultValue = "640",
      description = "Side of the image that is counted, a multiple of 32 (${DEFAULT-VALUE}).")
  private int side;

  @Option(names = "--verbose", description = "A row for each layer.")
  private boolean isVerbose;

  @Option(names = "--json", description = "Print one object, with a row for each layer.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  /**
   * A model in JSON.
   *
   * @param imgsz side of the image that is counted
   * @param gflops thousands of millions of operations of all convolutions for that image
   */
  record Described(
      String model,
      int classes,
      int imgsz,
      long parameters,
      long gradients,
      double gflops,
      long fusedParameters,
      double fusedGflops,
      List<Row> layers) {
    static Described of(String model, int side, ModelSummary summary) {
      return new Described(
          model,
          summary.classes(),
          side,
          summary.trainable().parameters(),
          summary.trainable().trained(),
          summary.trainable().flops() / GIGA,
          summary.fused().parameters(),
          summary.fused().flops() / GIGA,
          summary.rows());
    }
  }

  @Override
  public Integer call() {
    Usage.require(
        spec, classes.orElse(1) > 0, "--nc %d: give at least 1".formatted(classes.orElse(1)));
    Usage.requireImageSide(spec, "--img", side);
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    ModelSummary summary = summary(ModelFile.read(model));
    if (isJson) {
      terminal.print(Listing.json(Described.of(model, side, summary)));
      return 0;
    }
    if (isVerbose) {
      terminal.print(table(summary).lines());
    }
    terminal.print(
        "%s: %d layers, %d classes, %s parameters, %s gradients, %s GFLOPs at %d px"
            .formatted(
                model,
                summary.rows().size(),
                summary.classes(),
                count(summary.trainable().parameters()),
                count(summary.trainable().trained()),
                gigaflops(summary.trainable()),
                side));
    terminal.print(
        "fused: %s parameters, %s GFLOPs"
            .formatted(count(summary.fused().parameters()), gigaflops(summary.fused())));
    return 0;
  }

  private ModelSummary summary(ModelYaml yaml) {
    try {
      return classes
          .map(count -> ModelSummary.of(yaml, count, side))
          .orElseGet(() -> ModelSummary.of(yaml, side));
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private static Table table(ModelSummary summary) {
    Table table = new Table("LAYER", "FROM", "N", "PARAMETERS", "MODULE", "ARGUMENTS");
    for (Row row : summary.rows()) {
      Object from = row.from().size() == 1 ? row.from().getFirst() : row.from();
      table.add(
          String.valueOf(row.index()),
          from.toString(),
          String.valueOf(row.number()),
          count(row.parameters()),
          row.module(),
          row.arguments().toString());
    }
    return table;
  }

  private static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String gigaflops(ModelSummary.Size size) {
    return String.format(Locale.ROOT, "%.3f", size.flops() / GIGA);
  }
}
