package dev.baton.cli.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.CommandFailedException;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.YoloTrainerFactory;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.weights.BegunTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the {@code last.pt} of a training that YOLOv9 began says of its options, in the words of a
 * request. A job that goes on with it has them, unless they are given.
 */
final class BegunOptions {
  /** YOLOv9's options that have the same name and meaning in a request. */
  private static final Set<String> SAME =
      Set.of(
          "epochs",
          "optimizer",
          "seed",
          "patience",
          "save_period",
          "close_mosaic",
          "min_items",
          "workers",
          "label_smoothing",
          "cache",
          "rect",
          "quad",
          "image_weights",
          "multi_scale",
          "single_cls");

  /** Options of which at most one is set, and what a request calls it. */
  private static final Map<String, String> CURVES =
      Map.of("cos_lr", "cos", "flat_cos_lr", "flat-cos", "fixed_lr", "fixed");

  /** Taken over in another form, or replaced by the file itself. */
  private static final Set<String> OTHERWISE =
      Set.of("cfg", "data", "imgsz", "batch_size", "noplots", "weights", "resume");

  /** What YOLOv9 has for options that nobody gave. */
  private static final Set<String> NOT_GIVEN = Set.of("", "false", "-1", "latest", "cpu");

  /** What YOLOv9 has for no frozen layers. */
  private static final List<Long> NO_LAYERS = List.of(0L);

  private static final int MOST_SHOWN = 200;

  private final Path file;
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final Map<String, Object> leftBehind = new LinkedHashMap<>();

  private BegunOptions(Path file) {
    this.file = file;
  }

  /**
   * Reads the options of an unfinished training.
   *
   * @throws CommandFailedException when {@code file} is not here or holds none
   */
  static BegunOptions read(Path file) {
    try {
      SpecCheck.requireFile("--resume", file);
      return new BegunOptions(file).with(BegunTraining.open(file));
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private BegunOptions with(BegunTraining begun) {
    begun.cfg().map(BegunOptions::builtInOrText).ifPresent(cfg -> fields.put("cfg", cfg));
    begun.imgsz().ifPresent(side -> fields.put("imgsz", side));
    begun.batch().ifPresent(images -> fields.put("batch", images));
    begun.options().forEach(this::add);
    if (begun.batch().isEmpty() && begun.options().containsKey("batch_size")) {
      leftBehind.put("batch_size", begun.options().get("batch_size"));
    }
    return this;
  }

  private void add(String option, Object value) {
    boolean isGiven = !NOT_GIVEN.contains(String.valueOf(value));
    if (SAME.contains(option)) {
      fields.put(option, value);
    } else if (isGiven && CURVES.containsKey(option)) {
      fields.put("lr_schedule", CURVES.get(option));
    } else if (isGiven && option.equals("noplots")) {
      fields.put("plots", false);
    } else if (option.equals("freeze")) {
      fields.put(option, value.equals(NO_LAYERS) ? List.of() : value);
    } else if (option.equals("hyp") && value instanceof Map<?, ?> hyp) {
      addHyp(hyp);
    } else if (option.equals("data")) {
      addData(String.valueOf(value));
    } else if (isGiven && !OTHERWISE.contains(option)) {
      leftBehind.put(option, value);
    }
  }

  /** Those that a job does not have by default. */
  private void addHyp(Map<?, ?> hyp) {
    Map<String, Object> own = new LinkedHashMap<>();
    Map<String, Double> usual = YoloTrainerFactory.usualHyp();
    hyp.forEach(
        (name, value) -> {
          if (!(value instanceof Number number
              && Double.valueOf(number.doubleValue()).equals(usual.get(name)))) {
            own.put(String.valueOf(name), value);
          }
        });
    fields.put("hyp", own);
  }

  /** A path that is not absolute began where the training was started. */
  private void addData(String path) {
    if (Path.of(path).isAbsolute() || Files.exists(Path.of(path))) {
      fields.put("data", DataOption.absolute(path));
    } else {
      leftBehind.put("data", path);
    }
  }

  /** The name where the file's model is a built-in one. */
  private static String builtInOrText(String yaml) {
    ModelYaml own = ModelYaml.of(yaml);
    return ModelYaml.BUILT_IN.stream()
        .filter(name -> ModelYaml.of(name).isSameNetwork(own))
        .findFirst()
        .orElse(yaml);
  }

  /** Whether a request without this field would have the training's. */
  boolean has(String field) {
    return fields.containsKey(field);
  }

  /**
   * Adds what {@code request} does not have.
   *
   * @throws CommandFailedException when it has another model than the training
   */
  void addTo(ObjectNode request) {
    requireSameModel(request);
    missing(request).forEach((field, value) -> request.set(field, Json.MAPPER.valueToTree(value)));
  }

  private Map<String, Object> missing(ObjectNode request) {
    Map<String, Object> missing = new LinkedHashMap<>(fields);
    missing.keySet().removeIf(request::has);
    return missing;
  }

  private void requireSameModel(ObjectNode request) {
    if (!request.has("cfg") || !has("cfg")) {
      return;
    }
    String given = request.path("cfg").asText();
    String own = fields.get("cfg").toString();
    try {
      if (!ModelYaml.of(given).isSameNetwork(ModelYaml.of(own))) {
        throw new CommandFailedException(
            "--cfg: %s is of %s; leave --cfg out, or start another training from it with --weights"
                .formatted(file, own.contains("\n") ? "another model" : own));
      }
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  /**
   * What to tell of a request with these fields alone: what is taken over, if it is another value
   * than a request has by default, and what is not.
   */
  List<String> notes(ObjectNode typed) {
    JsonNode usual = usual();
    List<String> taken = new ArrayList<>();
    missing(typed)
        .forEach(
            (field, value) -> {
              String text = shown(value);
              if (!text.equals(shown(usual.path(field)))) {
                taken.add("%s %s".formatted(field, text));
              }
            });
    List<String> left =
        leftBehind.entrySet().stream()
            .filter(option -> !typed.has(option.getKey()))
            .map(option -> "%s %s".formatted(option.getKey(), shown(option.getValue())))
            .toList();
    return Stream.of(
            said("takes over %s", taken),
            said("leaves behind, for it is not here or has no meaning: %s", left))
        .flatMap(Optional::stream)
        .toList();
  }

  private static JsonNode usual() {
    try {
      return Json.MAPPER.readTree(
          RequestReader.write(new Request.Train("usual", RequestReader.usual("yolov9"), "")));
    } catch (IOException e) {
      throw new IllegalStateException("A request that was written can be read", e);
    }
  }

  private Optional<String> said(String sentence, List<String> options) {
    return options.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "--resume %s: %s".formatted(file, sentence.formatted(String.join(", ", options))));
  }

  /** As JSON, so that no control character of a file gets to a terminal. */
  private static String shown(Object value) {
    JsonNode json = Json.MAPPER.valueToTree(value);
    String text = json.toString();
    text = json.isTextual() ? text.substring(1, text.length() - 1) : text;
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN - 3) + "...";
  }
}
