package dev.baton.cli.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.CommandFailedException;
import dev.baton.common.messages.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The rarer options of YOLOv9's command line, by its names. */
final class DetectorOptions {
  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Start from these weights (.safetensors or .pt), at a path that workers see.")
  private Optional<Path> weights = Optional.empty();

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "",
      description =
          "Go on with the training that left this last.pt of YOLOv9, at a path that workers see.")
  private Optional<Path> resume = Optional.empty();

  @ArgGroup private Curve curve; // null unless given

  /** How the learning rate falls; without any of these linearly. */
  private static final class Curve {
    @Option(
        names = "--cos-lr",
        required = true,
        description = "The learning rate falls as a cosine.")
    private boolean cosine;

    @Option(
        names = "--flat-cos-lr",
        required = true,
        description = "Constant learning rate for the first half, then a cosine.")
    private boolean flatCosine;

    @Option(names = "--fixed-lr", required = true, description = "A constant learning rate.")
    private boolean fixed;

    String inRequest() {
      return cosine ? "cos" : flatCosine ? "flat-cos" : "fixed";
    }
  }

  @Option(
      names = "--label-smoothing",
      paramLabel = "EPSILON",
      description = "Taken for YOLOv9's command lines; as there, its loss does not use it.")
  private Optional<Double> labelSmoothing = Optional.empty();

  @Option(
      names = "--freeze",
      paramLabel = "LAYER",
      arity = "1..*",
      description = "Layers whose weights stay; a single number N: the first N layers.")
  private List<Integer> freeze = List.of();

  @Option(names = "--amp", paramLabel = "fp32|bf16", description = "Arithmetic (fp32).")
  private Optional<String> amp = Optional.empty();

  @Option(
      names = "--device",
      paramLabel = "cpu|0|0,1",
      description = "The CPU, or the worker's GPUs by number (cpu).")
  private Optional<String> device = Optional.empty();

  @Option(names = "--rect", description = "Batches of like-shaped images, without mosaic.")
  private boolean rect;

  @Option(names = "--quad", description = "Four images of a batch tiled into one.")
  private boolean quad;

  @Option(
      names = "--image-weights",
      description = "Draw images of hard and rare classes more often.")
  private boolean imageWeights;

  @Option(names = "--multi-scale", description = "Resize each batch by 0.5 to 1.5.")
  private boolean multiScale;

  @Option(names = "--single-cls", description = "Take all classes for one.")
  private boolean singleCls;

  @Option(
      names = {"--cache", "--cache-images"},
      paramLabel = "ram|disk",
      arity = "0..1",
      fallbackValue = "ram",
      description = "Keep images between epochs (none).")
  private Optional<String> cache = Optional.empty();

  @Option(
      names = {"--noplots", "--no-plots"},
      description = "Draw no curves and no sample images.")
  private boolean noPlots;

  /** Adds what was given to a request. */
  void addTo(ObjectNode json) {
    // YOLOv9's lines say --weights '' for none.
    weights.filter(DetectorOptions::isNamed).ifPresent(path -> json.put("weights", full(path)));
    resume.ifPresent(path -> json.put("resume", full(requireNamed(path))));
    if (curve != null) {
      json.put("lr_schedule", curve.inRequest());
    }
    labelSmoothing.ifPresent(value -> json.put("label_smoothing", value));
    if (!freeze.isEmpty()) {
      json.set("freeze", Json.MAPPER.valueToTree(freeze));
    }
    amp.ifPresent(value -> json.put("amp", value));
    device.ifPresent(value -> json.put("device", value));
    addIfSet(json, "rect", rect);
    addIfSet(json, "quad", quad);
    addIfSet(json, "image_weights", imageWeights);
    addIfSet(json, "multi_scale", multiScale);
    addIfSet(json, "single_cls", singleCls);
    cache.ifPresent(value -> json.put("cache", value));
    if (noPlots) {
      json.put("plots", false);
    }
  }

  /** The training of YOLOv9 that the job goes on with. */
  Optional<Path> resume() {
    return resume.map(DetectorOptions::requireNamed);
  }

  /** Which run would be the newest one is known to YOLOv9's folders, not to a fleet. */
  private static Path requireNamed(Path file) {
    if (!isNamed(file)) {
      throw new CommandFailedException(
          "--resume: name the last.pt of YOLOv9 to go on with; a job goes on with `baton resume JOB`");
    }
    return file;
  }

  private static boolean isNamed(Path file) {
    return !file.toString().isEmpty();
  }

  private static String full(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }

  private static void addIfSet(ObjectNode json, String field, boolean isSet) {
    if (isSet) {
      json.put(field, true);
    }
  }
}
