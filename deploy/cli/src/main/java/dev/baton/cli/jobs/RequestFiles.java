package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.FileFailure;
import dev.baton.worker.yolo.model.ModelYaml;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Files that a request carries, because workers cannot see the folder that a user stands in. */
final class RequestFiles {
  private static final String DEFAULT_HYP = "scratch-high";
  private static final Pattern YOLOV9_MODEL = Pattern.compile("(.*/)?models/detect/[^/]+\\.ya?ml");
  private static final long LARGEST_BYTES = 256 << 10;

  private RequestFiles() {}

  /** The text of a model YAML file, or {@code cfg} itself when it names a built-in model. */
  static String model(String cfg) {
    Path file = Path.of(cfg);
    String stem = stem(cfg);
    boolean isName = stem.equals(cfg);
    if (isName && !Files.isRegularFile(file)) {
      return cfg;
    }
    Optional<String> builtIn = builtInByPath(cfg);
    if (builtIn.isPresent()) {
      return builtIn.get();
    }
    if (!Files.exists(file) && ModelYaml.BUILT_IN.contains(stem)) {
      throw new CommandFailedException(
          "--cfg %s: there is no such file; write --cfg %s for the built-in model"
              .formatted(cfg, stem));
    }
    String text = read("--cfg", file).strip() + "\n";
    if (text.lines().count() < 2) {
      throw new CommandFailedException(
          "--cfg %s: a model YAML has several lines (backbone, head, ...)".formatted(cfg));
    }
    return text;
  }

  /** The built-in model that the path of YOLOv9's own file means where there is no such file. */
  static Optional<String> builtInByPath(String cfg) {
    boolean isItsFile = YOLOV9_MODEL.matcher(cfg).matches() && !Files.exists(Path.of(cfg));
    return Optional.of(stem(cfg)).filter(name -> isItsFile && ModelYaml.BUILT_IN.contains(name));
  }

  /** A file's name without {@code .yaml}. */
  static String stem(String file) {
    Path name = Path.of(file).getFileName(); // the root has none
    return name == null ? "" : name.toString().replaceFirst("\\.ya?ml$", "");
  }

  /** The numbers of a hyper-parameter file; none for the name of the defaults. */
  static Map<String, Double> hyp(String hyp) {
    Path file = Path.of(hyp);
    if (!Files.exists(file)) {
      String stem = stem(hyp).replaceFirst("^hyp\\.", "");
      if (stem.equals(DEFAULT_HYP)) {
        return Map.of();
      }
    }
    if (!(yaml("--hyp", file) instanceof Map<?, ?> keys)) {
      throw new CommandFailedException(
          "--hyp %s: write one line `name: number` for each hyper-parameter".formatted(hyp));
    }
    Map<String, Double> numbers = new TreeMap<>();
    keys.forEach((name, value) -> numbers.put(String.valueOf(name), number(hyp, name, value)));
    return numbers;
  }

  private static double number(String file, Object name, Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    try {
      // To YAML 1.1, 1e-3 is a text: it wants 1.0e-3.
      return Double.parseDouble(value instanceof String text ? text : "");
    } catch (NumberFormatException e) {
      throw new CommandFailedException(
          "--hyp %s: %s is %s; give a number"
              .formatted(file, name, value instanceof String text ? text : "none"),
          e);
    }
  }

  private static Object yaml(String option, Path file) {
    try {
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(read(option, file));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new CommandFailedException(
          "%s %s, line %d is no YAML: %s".formatted(option, file, line, e.getProblem()), e);
    } catch (YAMLException e) {
      throw new CommandFailedException(
          "%s %s is no YAML: %s".formatted(option, file, e.getMessage()), e);
    }
  }

  private static String read(String option, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailedException(
          "%s %s: there is no such file; give the path of a YAML file".formatted(option, file));
    }
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        throw new CommandFailedException(
            "%s %s has %d bytes, which no such file needs; give the path of a YAML file"
                .formatted(option, file, Files.size(file)));
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new CommandFailedException("%s %s is no UTF-8 text".formatted(option, file), e);
    } catch (IOException e) {
      throw new CommandFailedException("%s %s".formatted(option, FileFailure.sentence(e)), e);
    }
  }
}
