package dev.baton.worker.yolo.data;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;
import static dev.baton.worker.attempt.TrainerException.Kind.DATA_NOT_VISIBLE;

import dev.baton.worker.attempt.TrainerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Finds the image files of a split. A folder is searched with all its subfolders, except those
 * whose names begin with a dot. In a list file, each line is a path; one that starts with {@code
 * ./} is relative to the file's folder, any other relative one to the data set's root.
 */
final class ImageFiles {
  private final Path dataYaml;
  private final Path root;

  ImageFiles(Path dataYaml, Path root) {
    this.dataYaml = dataYaml;
    this.root = root;
  }

  /**
   * @param key the data.yaml's key, for messages
   * @return absolute paths, in no order
   */
  List<Path> find(String key, List<Path> entries) {
    List<Path> images = new ArrayList<>();
    for (Path entry : entries) {
      if (!Files.exists(entry)) {
        throw new TrainerException(
            BAD_INPUT,
            key
                + " of "
                + dataYaml
                + " leads to "
                + entry
                + ", which does not exist; correct the path (it is relative to "
                + root
                + ")");
      }
      if (!Files.isReadable(entry)) {
        throw new TrainerException(
            DATA_NOT_VISIBLE, entry + " is not readable on this machine; grant access to it");
      }
      images.addAll(Files.isDirectory(entry) ? inFolder(entry) : inListFile(entry));
    }
    if (images.isEmpty()) {
      throw new TrainerException(
          BAD_INPUT,
          key + " of " + dataYaml + " leads to " + entries + ", where there are no images");
    }
    return images;
  }

  private List<Path> inFolder(Path folder) {
    try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return paths
          .filter(path -> ImageFormat.isImageName(path.getFileName().toString()))
          .filter(path -> !isHidden(folder.relativize(path)))
          .filter(Files::isRegularFile)
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new TrainerException(BAD_INPUT, "Cannot search the folder " + folder + ": " + e, e);
    }
  }

  private static boolean isHidden(Path path) {
    for (Path name : path) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private List<Path> inListFile(Path listFile) {
    try {
      Path folder = Objects.requireNonNull(listFile.getParent());
      return Files.readAllLines(listFile).stream()
          .map(String::strip)
          .filter(ImageFormat::isImageName)
          .map(line -> (line.startsWith("./") ? folder : root).resolve(line).normalize())
          .toList();
    } catch (IOException e) {
      throw new TrainerException(BAD_INPUT, "Cannot read the image list " + listFile + ": " + e, e);
    }
  }

  /**
   * The label file of an image: its last folder {@code images} becomes {@code labels}; without one
   * it lies beside the image.
   */
  static Path labelFile(Path image) {
    String path = image.toString();
    int images = path.lastIndexOf("/images/");
    if (images >= 0) {
      path = path.substring(0, images) + "/labels/" + path.substring(images + "/images/".length());
    }
    return Path.of(path.substring(0, path.lastIndexOf('.')) + ".txt");
  }
}
