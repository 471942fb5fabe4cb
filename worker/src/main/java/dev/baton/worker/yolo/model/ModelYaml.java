package dev.baton.worker.yolo.model;

import dev.baton.worker.attempt.TrainerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The description of a network as YOLOv9's users write it.
 *
 * @param text the YAML itself, as it is stored with checkpoints
 * @param depthMultiple scales a row's number where that is above 1
 * @param widthMultiple scales a row's output channels
 * @param anchors historic; a row whose channels equal anchors · (classes + 5) is not scaled
 * @param activation of every convolution unit
 * @param inputChannels of the image
 * @param rows layers 0, 1, …: the backbone, then the head
 */
public record ModelYaml(
    String text,
    double depthMultiple,
    double widthMultiple,
    int anchors,
    String activation,
    int inputChannels,
    List<ModelRow> rows) {

  private static final int MOST_SHOWN = 200;

  /** The models that come with the trainer. */
  public static final List<String> BUILT_IN =
      List.of(
          "gelan-t",
          "gelan-s",
          "gelan-m",
          "gelan-c",
          "gelan-e",
          "gelan",
          "yolov9-t",
          "yolov9-s",
          "yolov9-m",
          "yolov9-c",
          "yolov9-e",
          "yolov9-cf",
          "yolov9");

  /**
   * Reads {@code cfg}: the name of a built-in model, with or without {@code .yaml}, or a model YAML
   * as text of several lines.
   */
  public static ModelYaml of(String cfg) {
    return parse(cfg.contains("\n") ? cfg : builtIn(cfg));
  }

  private static String builtIn(String cfg) {
    String name = cfg.endsWith(".yaml") ? cfg.substring(0, cfg.length() - 5) : cfg;
    if (!BUILT_IN.contains(name)) {
      throw refused(
          "there is no built-in model \"%s\"; take one of %s, or give the YAML itself as text"
              .formatted(shown(cfg), String.join(", ", BUILT_IN)));
    }
    try (InputStream in = ModelYaml.class.getResourceAsStream(name + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the built-in model " + name, e);
    }
  }

  static ModelYaml parse(String text) {
    if (!(load(text) instanceof Map<?, ?> keys)) {
      throw refused("the model YAML has no keys; it needs at least backbone and head");
    }
    List<ModelRow> rows = new ArrayList<>();
    for (String section : List.of("backbone", "head")) {
      if (!(keys.get(section) instanceof List<?> list)) {
        throw refused(
            "the model YAML has no list \"%s\"; it needs rows [from, number, module, args]"
                .formatted(section));
      }
      list.forEach(row -> rows.add(ModelRow.of(rows.size(), row)));
    }
    return new ModelYaml(
        text,
        number(keys, "depth_multiple", 1.0),
        number(keys, "width_multiple", 1.0),
        anchors(keys.get("anchors")),
        keys.get("activation") instanceof String activation ? activation : "nn.SiLU()",
        (int) number(keys, "ch", 3),
        List.copyOf(rows));
  }

  /** The number of classes that the text itself names, which those of the data set replace. */
  OptionalInt ownClasses() {
    return load(text) instanceof Map<?, ?> keys && keys.get("nc") instanceof Integer classes
        ? OptionalInt.of(classes)
        : OptionalInt.empty();
  }

  /** Whether both describe the same network, however their texts are written. */
  public boolean isSameNetwork(ModelYaml other) {
    return withoutText().equals(other.withoutText());
  }

  private ModelYaml withoutText() {
    return new ModelYaml(
        "", depthMultiple, widthMultiple, anchors, activation, inputChannels, rows);
  }

  /** The same model with other layers, all of them in its backbone but the head. */
  ModelYaml withRows(List<ModelRow> layers) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("depth_multiple: ").append(depthMultiple).append('\n');
    yaml.append("width_multiple: ").append(widthMultiple).append('\n');
    yaml.append("anchors: ").append(anchors).append('\n');
    yaml.append("activation: ").append(activation).append('\n');
    yaml.append("backbone:\n");
    for (ModelRow row : layers) {
      if (row == layers.getLast()) {
        yaml.append("head:\n");
      }
      yaml.append("  - ").append(row.toYaml()).append('\n');
    }
    return parse(yaml.toString());
  }

  private static Object load(String text) {
    Object document;
    try {
      document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw notYaml("line %d: %s".formatted(line, e.getProblem()), e);
    } catch (YAMLException e) {
      throw notYaml(e.getMessage(), e);
    }
    if (!PlainTree.is(document)) {
      throw refused(
          "the model YAML has too many values, or aliases that repeat each other; write its rows out, with numbers, texts and lists alone");
    }
    return document;
  }

  private static TrainerException notYaml(String why, YAMLException cause) {
    return new TrainerException(
        TrainerException.Kind.BAD_INPUT,
        "Cannot build the model of field cfg: it is not YAML: " + shown(why),
        cause);
  }

  /** A part of a message; what somebody wrote may be of any length. */
  static String shown(Object value) {
    String text = String.valueOf(value);
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN - 3) + "...";
  }

  private static double number(Map<?, ?> keys, String key, double otherwise) {
    Object value = keys.get(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw refused("%s: %s of the model YAML must be a number".formatted(key, shown(value)));
  }

  private static int anchors(Object value) {
    if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof List<?> first) {
      return first.size() / 2;
    }
    return value instanceof Number number ? number.intValue() : 3;
  }

  static TrainerException refused(String why) {
    return new TrainerException(
        TrainerException.Kind.BAD_INPUT, "Cannot build the model of field cfg: " + why);
  }
}
