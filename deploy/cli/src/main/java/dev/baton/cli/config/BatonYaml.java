package dev.baton.cli.config;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.FileFailure;
import dev.baton.common.messages.DidYouMean;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A project's {@code baton.yaml}: how its fleet is reached, and defaults of commands by the names
 * of their options.
 *
 * <pre>
 * kafka: kafka:9092
 * store: s3://bucket/prefix
 * store-endpoint: https://s3.example.com
 * train:
 *   cfg: gelan-t
 *   img: 320
 * </pre>
 *
 * <p>Keys of the store never stand in it.
 *
 * @param file empty where there is none
 * @param fleet values of {@link #FLEET} options
 * @param commands values by command and option, without dashes at the beginning
 */
public record BatonYaml(
    Optional<Path> file, Map<String, String> fleet, Map<String, Map<String, String>> commands) {
  /** No settings at all. */
  public static final BatonYaml NONE = new BatonYaml(Optional.empty(), Map.of(), Map.of());

  /** Options by which every command finds its fleet. */
  static final Set<String> FLEET = new TreeSet<>(Set.of("dir", "kafka", "store", "store-endpoint"));

  /** Commands whose options may have defaults here. */
  static final Set<String> COMMANDS = new TreeSet<>(Set.of("train", "up", "worker"));

  private static final String NAME = "baton.yaml";
  private static final long LARGEST_BYTES = 64 << 10;

  public BatonYaml {
    fleet = Map.copyOf(fleet);
    commands = Map.copyOf(commands);
  }

  /**
   * The settings of {@code folder}: of the first {@code baton.yaml} there or above.
   *
   * @throws CommandFailedException saying what is wrong with the file
   */
  public static BatonYaml find(Path folder) {
    for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve(NAME))) {
        return read(at.resolve(NAME));
      }
    }
    return NONE;
  }

  /**
   * Reads {@code file}.
   *
   * @throws CommandFailedException saying what is wrong with it
   */
  static BatonYaml read(Path file) {
    Object document = document(file);
    if (document == null) {
      return new BatonYaml(Optional.of(file), Map.of(), Map.of());
    }
    Map<String, String> fleet = new TreeMap<>();
    Map<String, Map<String, String>> commands = new TreeMap<>();
    for (Map.Entry<String, Object> entry : mapping(file, "", document).entrySet()) {
      String key = entry.getKey();
      if (COMMANDS.contains(key)) {
        Map<String, String> options = new LinkedHashMap<>();
        mapping(file, key + ": ", entry.getValue())
            .forEach((name, value) -> options.put(name, text(file, key + ": " + name, value)));
        commands.put(key, options);
      } else if (FLEET.contains(key)) {
        fleet.put(key, text(file, key, entry.getValue()));
      } else {
        Set<String> known = new TreeSet<>(FLEET);
        known.addAll(COMMANDS);
        throw new CommandFailedException(
            "%s: there is no key %s%s. Write one of %s"
                .formatted(file, key, DidYouMean.suffix(key, known), String.join(", ", known)));
      }
    }
    requireOneFleet(file, fleet);
    return new BatonYaml(Optional.of(file), fleet, commands);
  }

  private static void requireOneFleet(Path file, Map<String, String> fleet) {
    if (fleet.containsKey("dir") && fleet.size() > 1) {
      throw new CommandFailedException(
          "%s names dir, a fleet on this machine, and outside services, too: leave one out"
              .formatted(file));
    }
  }

  private static Object document(Path file) {
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        throw new CommandFailedException(
            "%s has %d bytes, which no settings need: move it away"
                .formatted(file, Files.size(file)));
      }
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new CommandFailedException(
          "%s, line %d is no YAML: %s".formatted(file, line, e.getProblem()), e);
    } catch (YAMLException e) {
      throw new CommandFailedException("%s is no YAML: %s".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new CommandFailedException(FileFailure.sentence(e), e);
    }
  }

  private static Map<String, Object> mapping(Path file, String where, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new CommandFailedException(
          "%s: %swrite lines of the form `option: value`".formatted(file, where));
    }
    Map<String, Object> entries = new LinkedHashMap<>();
    map.forEach((key, entry) -> entries.put(String.valueOf(key).replace('_', '-'), entry));
    return entries;
  }

  private static String text(Path file, String key, Object value) {
    if (value == null || value instanceof Iterable || value instanceof Map) {
      throw new CommandFailedException("%s: %s: give a single value".formatted(file, key));
    }
    return value.toString();
  }
}
