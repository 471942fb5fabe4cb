package dev.baton.worker.yolo.data.imports;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.baton.worker.yolo.data.ImageFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes a data set in YOLO format. The data.yaml comes last: a folder without one is unfinished.
 */
final class YoloFolderWriter {
  private final Path root;
  private final Map<Split, Integer> images = new EnumMap<>(Split.class);

  /**
   * @throws ImportException when {@code root} has files already
   */
  YoloFolderWriter(Path root) {
    this.root = root;
    try {
      Files.createDirectories(root);
      try (Stream<Path> present = Files.list(root)) {
        if (present.findAny().isPresent()) {
          throw new ImportException(root + " is not empty; give a new folder");
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Adds an image, as a hard link where the file system can, else as a copy.
   *
   * @param name relative path that it gets in the split's folder
   * @param annotations lines of its label file
   */
  void add(Split split, Path image, String name, List<String> annotations) {
    Path copy = new Folder(root.resolve("images").resolve(split.key())).require(name, image);
    if (Files.exists(copy)) {
      throw new ImportException("Two images would be called " + copy + "; rename one of them");
    }
    if (!ImageFormat.isImageName(name)) {
      throw new ImportException(
          "%s has no image's ending, by which a training would find it; name it %s.jpg, or as what it is"
              .formatted(image, name));
    }
    String labelName = name.substring(0, name.lastIndexOf('.')) + ".txt";
    Path labels = new Folder(root.resolve("labels").resolve(split.key())).require(labelName, image);
    try {
      Files.createDirectories(copy.getParent());
      if (Files.exists(labels) && !Files.readAllLines(labels).equals(annotations)) {
        throw new ImportException(
            "Two images would have the label file %s, with other objects; rename one of them"
                .formatted(labels));
      }
      link(image, copy);
      Files.createDirectories(labels.getParent());
      Files.write(labels, annotations);
    } catch (IOException e) {
      throw failed(e);
    }
    images.merge(split, 1, Integer::sum);
  }

  private static void link(Path image, Path copy) throws IOException {
    Path file = image.toRealPath(); // a link to a symbolic link would break when that one goes
    try {
      Files.createLink(copy, file);
    } catch (UnsupportedOperationException | IOException e) {
      Files.copy(file, copy);
    }
  }

  /** Writes the data.yaml and returns its path. */
  Path finish(List<String> classNames) {
    StringBuilder yaml = new StringBuilder();
    images.keySet().forEach(s -> yaml.append("%s: images/%s\n".formatted(s.key(), s.key())));
    yaml.append("names:\n");
    for (int i = 0; i < classNames.size(); i++) {
      char[] quoted = JsonStringEncoder.getInstance().quoteAsString(classNames.get(i));
      yaml.append("  ").append(i).append(": \"").append(quoted).append("\"\n");
    }
    try {
      return Files.writeString(root.resolve("data.yaml"), yaml);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException("Cannot write the data set to " + root, e);
  }
}
