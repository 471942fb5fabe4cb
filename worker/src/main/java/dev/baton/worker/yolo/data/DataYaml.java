package dev.baton.worker.yolo.data;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;
import static dev.baton.worker.attempt.TrainerException.Kind.DATA_NOT_VISIBLE;

import dev.baton.worker.attempt.TrainerException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A data.yaml: where the images are and what the classes are called. {@code train} and {@code val}
 * (a folder or list file each, or a list of these) are resolved against {@code path}, and {@code
 * path} against the folder of the data.yaml, which is also its default. The reference resolves
 * {@code path} against its own folder; a worker has none that a user knows. {@code test} is of the
 * same form and may be left out or empty. {@code nc} is ignored: the number of names counts. {@code
 * download} is never run.
 *
 * @param root {@code path}, absolute
 * @param train folders and list files, absolute
 * @param val folders and list files, absolute
 * @param test folders and list files, absolute; empty where the key is not there
 * @param classNames class i is called by name i
 */
public record DataYaml(
    Path root, List<Path> train, List<Path> val, List<Path> test, List<String> classNames) {

  public DataYaml {
    train = List.copyOf(train);
    val = List.copyOf(val);
    test = List.copyOf(test);
    classNames = List.copyOf(classNames);
  }

  /**
   * Reads {@code file}; whether the folders that it names exist is not checked.
   *
   * @throws TrainerException {@code DATA_NOT_VISIBLE} when the file is not there, {@code BAD_INPUT}
   *     naming key and line when it is wrong
   */
  public static DataYaml read(Path file) {
    return new Reader(file.toAbsolutePath().normalize()).read();
  }

  /** Folders and list files of a split, absolute; of {@code TEST} possibly none. */
  List<Path> entries(Split split) {
    return switch (split) {
      case TRAIN -> train;
      case VAL -> val;
      case TEST -> test;
    };
  }

  private static final class Reader {
    private final Path file;

    Reader(Path file) {
      this.file = file;
    }

    DataYaml read() {
      MappingNode document = document(text());
      Path folder = file.getParent();
      Path root = find(document, "path").map(n -> folder.resolve(text(n, "path"))).orElse(folder);
      return new DataYaml(
          root.normalize(),
          paths(document, "train", root),
          paths(document, "val", root),
          isGiven(document, "test") ? paths(document, "test", root) : List.of(),
          classNames(require(document, "names")));
    }

    private String text() {
      if (Files.isDirectory(file)) {
        throw new TrainerException(
            BAD_INPUT, file + " is a folder; give the path of the data.yaml in it");
      }
      if (!Files.isReadable(file)) {
        throw new TrainerException(
            DATA_NOT_VISIBLE,
            file
                + " is not there or not readable on this machine; give the path of a data.yaml"
                + " that is, and that workers on other machines see under the same path");
      }
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new TrainerException(
            BAD_INPUT, "Cannot read " + file + ": " + e + "; it must be UTF-8 text", e);
      }
    }

    private MappingNode document(String text) {
      try {
        Node node =
            new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
        if (node instanceof MappingNode mapping) {
          return mapping;
        }
      } catch (MarkedYAMLException e) {
        int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
        throw new TrainerException(
            BAD_INPUT, file + " line " + line + " is no YAML: " + e.getProblem(), e);
      } catch (YAMLException e) {
        throw new TrainerException(BAD_INPUT, file + " is no YAML: " + e.getMessage(), e);
      }
      throw new TrainerException(
          BAD_INPUT, file + " must have the keys train, val and names, and has no keys at all");
    }

    private static Optional<Node> find(MappingNode document, String key) {
      return document.getValue().stream()
          .filter(entry -> entry.getKeyNode() instanceof ScalarNode k && k.getValue().equals(key))
          .map(NodeTuple::getValueNode)
          .findFirst();
    }

    /** Many a data.yaml has {@code test:} with nothing behind it. */
    private static boolean isGiven(MappingNode document, String key) {
      return switch (find(document, key).orElse(null)) {
        case null -> false;
        case ScalarNode scalar -> !scalar.getValue().isBlank();
        case SequenceNode list -> !list.getValue().isEmpty();
        default -> true;
      };
    }

    private Node require(MappingNode document, String key) {
      return find(document, key)
          .orElseThrow(
              () ->
                  new TrainerException(
                      BAD_INPUT, file + " has no key " + key + "; it needs train, val and names"));
    }

    private List<Path> paths(MappingNode document, String key, Path root) {
      Node value = require(document, key);
      if (value instanceof SequenceNode list) {
        if (list.getValue().isEmpty()) {
          throw wrong(value, key, "is an empty list; give a folder or a list file");
        }
        return list.getValue().stream()
            .map(entry -> root.resolve(text(entry, key)).normalize())
            .toList();
      }
      String entry = text(value, key);
      Path path = root.resolve(entry).normalize();
      // Sets exported for another folder layout point one level too high.
      if (!Files.exists(path) && entry.startsWith("../")) {
        path = root.resolve(entry.substring("../".length())).normalize();
      }
      return List.of(path);
    }

    private List<String> classNames(Node names) {
      List<String> inOrder = new ArrayList<>();
      if (names instanceof SequenceNode list) {
        list.getValue().forEach(name -> inOrder.add(text(name, "names")));
      } else if (names instanceof MappingNode map) {
        TreeMap<Integer, String> byNumber = new TreeMap<>();
        for (NodeTuple entry : map.getValue()) {
          int number = classNumber(entry.getKeyNode());
          if (byNumber.put(number, text(entry.getValueNode(), "names")) != null) {
            throw wrong(entry.getKeyNode(), "names", "has class " + number + " twice");
          }
        }
        if (!byNumber.isEmpty() && byNumber.lastKey() != byNumber.size() - 1) {
          throw wrong(
              names, "names", "must number its classes 0, 1, 2, … without a gap: " + byNumber);
        }
        inOrder.addAll(byNumber.values());
      } else {
        throw wrong(names, "names", "must be a list of class names, or a map from class number");
      }
      if (inOrder.isEmpty()) {
        throw wrong(names, "names", "is empty; name at least one class");
      }
      return inOrder;
    }

    private int classNumber(Node key) {
      String text = text(key, "names");
      try {
        int number = Integer.parseInt(text);
        if (number >= 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Falls through to the message, which is the same for a negative number.
      }
      throw wrong(key, "names", "has the key " + text + ", which is no class number");
    }

    private String text(Node node, String key) {
      if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
        return scalar.getValue();
      }
      throw wrong(node, key, "has a value that is no text");
    }

    private TrainerException wrong(Node node, String key, String what) {
      int line = node.getStartMark().getLine() + 1;
      return new TrainerException(BAD_INPUT, file + " line " + line + ": " + key + " " + what);
    }
  }
}
