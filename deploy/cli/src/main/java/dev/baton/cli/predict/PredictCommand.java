package dev.baton.cli.predict;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.EngineSettings;
import dev.baton.cli.Usage;
import dev.baton.cli.model.TrainedWeights;
import dev.baton.cli.model.WeightsOptions;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.OrderlyEnd;
import dev.baton.cli.output.Terminal;
import dev.baton.cli.predict.PredictionFiles.Kind;
import dev.baton.cli.predict.PredictionRun.Sight;
import dev.baton.cli.val.OutputFolder;
import dev.baton.common.messages.Json;
import dev.baton.common.text.Quantities;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.ImageDetector;
import dev.baton.worker.yolo.data.SourceFiles;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Labels;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Rivals;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Settings;
import dev.baton.worker.yolo.plots.PredictionPlot.Caption;
import dev.baton.worker.yolo.plots.PredictionPlot.Style;
import dev.baton.worker.yolo.torch.Devices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds objects in images and videos. */
@Command(
    name = "predict",
    description = {
      "Find objects in images and videos by trained weights, in this process, and draw them.",
      "Weights that baton fetch has brought say themselves which model and classes they are of."
    },
    footer = {
      "",
      "Example: baton predict --weights runs/exp1/weights/best.safetensors --source photos",
      "Example: baton predict --weights exp1:last --source 'photos/*.jpg' --save-txt --save-conf"
    })
public final class PredictCommand implements Callable<Integer> {
  private static final int SOME_FAILED = 1;

  /** Eight frames of a large video take a large model some seconds. */
  private static final Duration LONGEST_END = Duration.ofSeconds(30);

  @Option(
      names = "--weights",
      paramLabel = "WEIGHTS",
      required = true,
      description = "A .safetensors or .pt file, or JOB[:best|last|epoch_N] of a fleet.")
  private String weights;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      required = true,
      arity = "1..*",
      description =
          "Images and Motion JPEG videos (.avi): files, folders, patterns, or a .txt file with one path a line.")
  private List<String> sources;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "A data.yaml or baton://NAME with the names of the classes (those that the weights say).")
  private Optional<String> data = Optional.empty();

  @Mixin private WeightsOptions options;

  @Option(
      names = "--conf-thres",
      paramLabel = "SCORE",
      defaultValue = "0.25",
      description = "Detections have a higher score (${DEFAULT-VALUE}).")
  private float confidence;

  @Option(
      names = "--iou-thres",
      paramLabel = "IOU",
      defaultValue = "0.45",
      description = "Detections that overlap a better one by more are dropped (${DEFAULT-VALUE}).")
  private float iou;

  @Option(
      names = "--max-det",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Most detections of an image (${DEFAULT-VALUE}).")
  private int maxDetections;

  @Option(
      names = "--classes",
      paramLabel = "N",
      arity = "1..*",
      description = "Look for these classes only, by number: --classes 0 2.")
  private Set<Integer> classes = new LinkedHashSet<>();

  @Option(names = "--agnostic-nms", description = "A better box drops those of any class.")
  private boolean isAgnostic;

  @Option(
      names = "--vid-stride",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of videos, look at every N-th frame (${DEFAULT-VALUE}).")
  private int frameStride;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, or the number of a GPU (the first one, where there is any).")
  private Optional<String> device = Optional.empty();

  @Option(names = "--threads", paramLabel = "N", description = "Arithmetic threads (all cores).")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--save-txt", description = "Write label files: class x y w h.")
  private boolean wantsTexts;

  @Option(names = "--save-conf", description = "With --save-txt: the scores, too.")
  private boolean wantsScores;

  @Option(names = "--save-json", description = "Write all boxes into predictions.json.")
  private boolean wantsJson;

  @Option(names = "--save-crop", description = "Write what is inside of each box as an image.")
  private boolean wantsCrops;

  @Option(names = "--nosave", description = "Do not write images and videos with boxes.")
  private boolean isWithoutDrawings;

  @Option(
      names = "--line-thickness",
      paramLabel = "PIXELS",
      description = "Of the boxes (by the image's size, at least 2).")
  private Optional<Integer> linePx = Optional.empty();

  @Option(names = "--hide-labels", description = "Write nothing at the boxes.")
  private boolean hasNoLabels;

  @Option(names = "--hide-conf", description = "Write no scores at the boxes.")
  private boolean hasNoScores;

  @Option(names = "--json", description = "Print one object with counts and times, no lines.")
  private boolean isJson;

  @Option(
      names = "--project",
      paramLabel = "DIR",
      defaultValue = "runs/detect",
      description = "Folder of the run's folder (${DEFAULT-VALUE}).")
  private Path project;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "exp",
      description = "Name of the run's folder; a number is added if it exists (${DEFAULT-VALUE}).")
  private String name;

  @Option(names = "--exist-ok", description = "Write into that folder even if it exists.")
  private boolean mayExist;

  @Mixin private RefusedOptions refused;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    requireSense();
    List<Path> files = files();
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    EngineSettings.stayOffline();
    try (TrainedWeights trained = options.open(weights)) {
      List<String> classNames = trained.classNames(data, options::fleet);
      try (ImageDetector detector = detector(trained)) {
        requireFit(trained, detector, classNames);
        Set<Kind> kinds = kinds();
        Optional<Path> folder = kinds.isEmpty() ? Optional.empty() : Optional.of(folder());
        PredictionResults results =
            new PredictionResults(
                classNames,
                folder.map(to -> new PredictionFiles(to, classNames, style(), kinds)),
                isJson ? line -> {} : terminal::print);
        Sight sight = new Sight(trained.imgsz(), frameStride);
        try (OrderlyEnd end = OrderlyEnd.within(LONGEST_END)) {
          PredictionRun run =
              new PredictionRun(detector, sight, results, end::isAsked, System::nanoTime);
          PredictionTally tally = run.over(files);
          if (end.isAsked() && !isJson) {
            terminal.print(Line.bad("Stopped: what was found until now is kept"));
          }
          return report(tally, trained, folder, terminal);
        }
      }
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private void requireSense() {
    Usage.requireShare(spec, "--conf-thres", confidence);
    Usage.requireShare(spec, "--iou-thres", iou);
    Usage.require(
        spec, maxDetections > 0, "--max-det %d: give at least 1".formatted(maxDetections));
    Usage.require(spec, frameStride > 0, "--vid-stride %d: give at least 1".formatted(frameStride));
    Usage.require(spec, threads.orElse(1) > 0, "--threads: give at least 1");
    Usage.require(spec, linePx.orElse(1) > 0, "--line-thickness: give at least 1");
    Usage.require(
        spec,
        device.orElse("").matches("|cpu|(cuda:)?\\d{1,4}"),
        "--device %s: give cpu, or the number of one GPU".formatted(device.orElse("")));
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    try {
      for (String source : sources) {
        files.addAll(SourceFiles.find(source));
      }
    } catch (IOException e) {
      throw new CommandFailedException("--source: " + e.getMessage(), e);
    }
    return files;
  }

  private ImageDetector detector(TrainedWeights trained) {
    Rivals rivals = isAgnostic ? Rivals.ANY_CLASS : Rivals.SAME_CLASS;
    return ImageDetector.open(
        new ImageDetector.Options(
            trained.file(),
            trained.model(),
            new Settings(confidence, iou, maxDetections, Labels.SINGLE, rivals, classes),
            device(),
            threads.orElse(Runtime.getRuntime().availableProcessors())));
  }

  private Devices device() {
    return device
        .filter(text -> !text.isEmpty())
        .map(text -> Devices.of(text.replace("cuda:", "")))
        .orElseGet(Devices::firstHere);
  }

  private void requireFit(TrainedWeights trained, ImageDetector detector, List<String> classNames) {
    if (classNames.size() != detector.classes()) {
      throw new CommandFailedException(
          "%s tells %d classes apart, of which %d have names: give the --data that it was trained on"
              .formatted(trained.name(), detector.classes(), classNames.size()));
    }
    for (int wanted : classes) {
      Usage.require(
          spec,
          wanted >= 0 && wanted < classNames.size(),
          "--classes %d: give 0 to %d".formatted(wanted, classNames.size() - 1));
    }
  }

  private Set<Kind> kinds() {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    if (!isWithoutDrawings) {
      kinds.add(Kind.DRAWINGS);
    }
    if (wantsTexts) {
      kinds.add(Kind.TEXTS);
    }
    if (wantsTexts && wantsScores) {
      kinds.add(Kind.SCORES);
    }
    if (wantsCrops) {
      kinds.add(Kind.CROPS);
    }
    if (wantsJson) {
      kinds.add(Kind.JSON);
    }
    return kinds;
  }

  private Path folder() {
    return mayExist
        ? OutputFolder.create(project.resolve(name))
        : OutputFolder.createNew(project, name);
  }

  private Style style() {
    Caption caption = hasNoScores ? Caption.NAME : Caption.NAME_AND_SCORE;
    return new Style(
        linePx.map(OptionalInt::of).orElse(OptionalInt.empty()),
        hasNoLabels ? Caption.NOTHING : caption);
  }

  private int report(
      PredictionTally tally, TrainedWeights trained, Optional<Path> folder, Terminal terminal)
      throws IOException {
    if (isJson) {
      terminal.print(
          Json.MAPPER
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(tally.summary(trained.name(), folder)));
    } else {
      terminal.print(tally.speed());
      folder.ifPresent(to -> terminal.print(Line.good("Results in %s".formatted(to))));
      if (tally.failed() > 0) {
        terminal.print(Line.bad(Quantities.count(tally.failed(), "file") + " could not be read"));
      }
    }
    return tally.failed() > 0 ? SOME_FAILED : 0;
  }
}
