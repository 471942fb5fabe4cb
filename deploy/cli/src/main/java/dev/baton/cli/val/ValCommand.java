package dev.baton.cli.val;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.EngineSettings;
import dev.baton.cli.Usage;
import dev.baton.cli.data.LocalData;
import dev.baton.cli.model.TrainedWeights;
import dev.baton.cli.model.WeightsOptions;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.cli.val.Pycocotools.Figures;
import dev.baton.cli.val.ValidationResult.Asked;
import dev.baton.worker.attempt.Picture;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.SeenImage;
import dev.baton.worker.yolo.WeightsValidation;
import dev.baton.worker.yolo.WeightsValidation.Report;
import dev.baton.worker.yolo.data.Split;
import dev.baton.worker.yolo.metrics.CocoPrediction.Categories;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Labels;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Rivals;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures weights on a data set's validation images. */
@Command(
    name = "val",
    description = {
      "Validate weights on a data set, in this process: metrics, pictures, predictions.",
      "With --save-json also by pycocotools, whose mAP is a little lower: it takes no credit for recall that is never reached."
    },
    footer = {"", "Example: baton val runs/exp1/weights/best.safetensors --data bccd/data.yaml"})
public final class ValCommand implements Callable<Integer> {
  private static final String COCO = "coco.yaml";

  /** YOLOv9's other tasks. */
  private static final Set<String> TIMING_TASKS = Set.of("speed", "study");

  @Parameters(
      paramLabel = "WEIGHTS",
      description = "A .safetensors or .pt file, or JOB[:best|last|epoch_N] of a fleet.")
  private String weights;

  @Mixin private WeightsOptions options;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      required = true,
      description = "The data.yaml, or baton://NAME of a pushed data set.")
  private String data;

  @Option(
      names = "--task",
      paramLabel = "SPLIT",
      defaultValue = "val",
      description = "The images: train, val or test of the data.yaml (${DEFAULT-VALUE}).")
  private String task;

  @Option(
      names = {"--batch", "--batch-size"},
      paramLabel = "IMAGES",
      defaultValue = "32",
      description = "Images in a batch (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--conf-thres",
      paramLabel = "SCORE",
      defaultValue = "0.001",
      description = "Detections have a higher score (${DEFAULT-VALUE}).")
  private float confidence;

  @Option(
      names = "--iou-thres",
      paramLabel = "IOU",
      defaultValue = "0.7",
      description = "Detections that overlap a better one by more are dropped (${DEFAULT-VALUE}).")
  private float iou;

  @Option(
      names = "--max-det",
      paramLabel = "N",
      defaultValue = "300",
      description = "Most detections of an image (${DEFAULT-VALUE}).")
  private int maxDetections;

  @Option(names = "--single-cls", description = "Take all classes for one.")
  private boolean isSingleClass;

  @Option(names = "--save-json", description = "Write predictions in COCO's format.")
  private boolean wantsJson;

  @Option(names = "--save-txt", description = "Write predictions as label files.")
  private boolean wantsTexts;

  @Option(names = "--save-conf", description = "With --save-txt: the scores, too.")
  private boolean wantsScores;

  @Option(names = "--verbose", description = "List every class, however many there are.")
  private boolean isVerbose;

  @Option(
      names = "--python",
      paramLabel = "PROGRAM",
      defaultValue = "python3",
      description = "A Python with pycocotools, for --save-json (${DEFAULT-VALUE}).")
  private String python;

  @Option(names = "--threads", paramLabel = "N", description = "Arithmetic threads (all cores).")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--project",
      paramLabel = "DIR",
      defaultValue = "runs/val",
      description = "Folder of the run's folder (${DEFAULT-VALUE}).")
  private Path project;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "exp",
      description = "Name of the run's folder; a number is added if it exists (${DEFAULT-VALUE}).")
  private String name;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The run's folder itself, whose files are replaced.")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--json", description = "Print one object with all figures, no table.")
  private boolean isJson;

  @Mixin private RefusedOptions refused;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Usage.require(spec, batch > 0, "--batch %d: give at least 1".formatted(batch));
    Usage.requireShare(spec, "--conf-thres", confidence);
    Usage.requireShare(spec, "--iou-thres", iou);
    Usage.require(
        spec, maxDetections > 0, "--max-det %d: give at least 1".formatted(maxDetections));
    Usage.require(spec, threads.orElse(1) > 0, "--threads: give at least 1");
    Split split = split();
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    EngineSettings.stayOffline();
    boolean isCoco = data.endsWith(COCO) && !isSingleClass;
    CocoFiles json = new CocoFiles(isCoco ? Categories.COCO : Categories.PLAIN);
    boolean hasJson = wantsJson || isCoco;
    Path folder;
    try (TrainedWeights trained = options.open(weights);
        LocalData local = LocalData.open(data, options::fleet, terminal)) {
      folder = output.map(OutputFolder::create).orElseGet(this::newFolder);
      Report report =
          validate(
              trained,
              local.dataYaml(),
              split,
              listener(folder, hasJson ? Optional.of(json) : Optional.empty()));
      Consumer<Line> says = isJson ? line -> {} : terminal::print;
      ValidationTable.lines(report, isVerbose).forEach(says);
      List<Figures> figures = List.of();
      if (hasJson) {
        figures =
            evaluate(json, folder.resolve(trained.stem() + "_predictions.json"), report, says);
      }
      for (Picture picture : report.pictures()) {
        Files.write(folder.resolve(picture.name()), picture.drawing().get());
      }
      says.accept(Line.plain("Results in %s".formatted(folder)));
      if (isJson) {
        Asked asked = new Asked(trained.name(), data, split.key(), folder.toString());
        terminal.print(Listing.json(ValidationResult.of(asked, report, figures)));
      }
    }
    return 0;
  }

  private Split split() {
    Usage.require(
        spec,
        !TIMING_TASKS.contains(task),
        "--task %s measures time or several sizes: use baton bench, or baton val for each --img"
            .formatted(task));
    return Arrays.stream(Split.values())
        .filter(split -> split.key().equals(task))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), "--task %s: give train, val or test".formatted(task)));
  }

  private Path newFolder() {
    return OutputFolder.createNew(project, name);
  }

  private Report validate(
      TrainedWeights trained, Path dataYaml, Split split, Consumer<SeenImage> listener) {
    Settings settings =
        new Settings(confidence, iou, maxDetections, Labels.MULTIPLE, Rivals.SAME_CLASS);
    try {
      return WeightsValidation.run(
          new WeightsValidation.Options(
              trained.file().path(),
              trained.model(),
              dataYaml,
              split,
              trained.imgsz(),
              batch,
              settings,
              isSingleClass,
              threads.orElse(Runtime.getRuntime().availableProcessors())),
          listener);
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private Consumer<SeenImage> listener(Path folder, Optional<CocoFiles> json) {
    Optional<LabelTexts> texts =
        wantsTexts
            ? Optional.of(new LabelTexts(folder.resolve("labels"), wantsScores))
            : Optional.empty();
    return seen -> {
      json.ifPresent(files -> files.add(seen));
      texts.ifPresent(files -> files.add(seen));
    };
  }

  private List<Figures> evaluate(
      CocoFiles json, Path predictions, Report report, Consumer<Line> says)
      throws IOException, InterruptedException {
    Path groundTruth = predictions.resolveSibling("ground_truth.json");
    json.writePredictions(predictions);
    json.writeGroundTruth(groundTruth, report.classNames());
    says.accept(Line.plain("Predictions in %s".formatted(predictions)));
    Pycocotools tools = new Pycocotools(python);
    if (json.isEmpty()) {
      says.accept(Line.plain("pycocotools has nothing to evaluate: nothing was found"));
      return List.of();
    }
    if (!tools.isThere()) {
      says.accept(
          Line.quiet(
              "%s has no pycocotools: pip install pycocotools, or name another one with --python"
                  .formatted(python)));
      return List.of();
    }
    List<Figures> figures = tools.evaluate(groundTruth, predictions, maxDetections);
    figures.forEach(its -> says.accept(Line.plain(compared(its, report))));
    return figures;
  }

  private static String compared(Figures its, Report report) {
    return String.format(
        Locale.ROOT,
        "pycocotools, %d detections: mAP50 %.4f, mAP50-95 %.4f (ours: %.4f, %.4f)",
        its.limit(),
        its.map50(),
        its.map50To95(),
        report.metrics().map50(),
        report.metrics().map50To95());
  }
}
