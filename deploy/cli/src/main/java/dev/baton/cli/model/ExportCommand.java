package dev.baton.cli.model;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.EngineSettings;
import dev.baton.cli.FileFailure;
import dev.baton.cli.Usage;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.common.text.Quantities;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.export.WeightExport;
import dev.baton.worker.yolo.export.WeightExport.Change;
import dev.baton.worker.yolo.export.WeightExport.Format;
import dev.baton.worker.yolo.export.WeightExport.Written;
import dev.baton.worker.yolo.weights.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes weights in another form or format. */
@Command(
    name = "export",
    description = {
      "Write weights for other programs, or a smaller form of the same model.",
      "torchscript and onnx are whole detectors: images (B, 3, N, N) in 0 to 1 go in, boxes as centre x, centre y, width, height in pixels and the classes' scores come out, before NMS.",
      "pt is a state dict for torch.load(weights_only=True); the scripts of YOLOv9 want a pickled module instead, into which model.load_state_dict puts it."
    },
    footer = {
      "",
      "Example: baton export runs/exp1/weights/best.safetensors -o best.onnx",
      "Example: baton export exp1:last --img 320 -o last.torchscript"
    })
public final class ExportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "WEIGHTS",
      description = "A .safetensors or .pt file, or JOB[:best|last|epoch_N] of a fleet.")
  private String weights;

  @Mixin private WeightsOptions options;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "A data.yaml or baton://NAME with the names of the classes (those that the weights say).")
  private Optional<String> data = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (what the ending of FILE says).")
  private Optional<Format> format = Optional.empty();

  @Option(names = "--fuse", description = "Make batch norms part of the convolutions.")
  private boolean isFused;

  @Option(names = "--convert", description = "Drop the auxiliary branch: yolov9-c becomes gelan-c.")
  private boolean isConverted;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The file to write.")
  private Path file;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Format chosen = format.or(() -> Format.of(file)).orElse(null);
    Usage.require(spec, chosen != null, "say with --format what %s shall be".formatted(file));
    requireTarget();
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    EngineSettings.stayOffline();
    try (TrainedWeights trained = options.open(weights)) {
      ModelCard card =
          data.isEmpty()
              ? trained.card()
              : trained.card().withClassNames(trained.classNames(data, options::fleet));
      Written written = write(chosen, trained, card);
      terminal.print(
          Line.good(
              "Wrote %s: %s, %d classes, %s parameters, %s"
                  .formatted(
                      file,
                      chosen,
                      written.classes(),
                      String.format(Locale.ROOT, "%,d", written.parameters()),
                      Quantities.bytes(written.sizeBytes()))));
      if (card.classNames().isEmpty()) {
        terminal.print(
            Line.quiet(
                "Without names of the classes, which nobody said: give --data to have them"));
      }
    }
    return 0;
  }

  private void requireTarget() {
    if (file.toAbsolutePath().normalize().equals(Path.of(weights).toAbsolutePath().normalize())) {
      throw new CommandFailedException("-o %s would replace the weights".formatted(file));
    }
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new CommandFailedException(
          "-o %s: there is no folder %s; make it first".formatted(file, folder));
    }
    if (!Files.isWritable(folder)) {
      throw new CommandFailedException(
          "-o %s: you may not write into %s; choose another place".formatted(file, folder));
    }
  }

  private Written write(Format chosen, TrainedWeights trained, ModelCard card) {
    Set<Change> changes = EnumSet.noneOf(Change.class);
    if (isConverted) {
      changes.add(Change.CONVERT);
    }
    if (isFused) {
      changes.add(Change.FUSE);
    }
    try {
      return new WeightExport(
              trained.file(), trained.model(), chosen, changes, card, trained.imgsz())
          .write(file);
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailedException("-o " + FileFailure.sentence(file, e), e);
    }
  }
}
