package dev.baton.worker.yolo.data;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;
import static dev.baton.worker.attempt.TrainerException.Kind.TRANSIENT;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.dataset.PackedDataset;
import dev.baton.common.dataset.PackedFile;
import dev.baton.common.messages.Json;
import dev.baton.worker.attempt.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a data set ready to be pushed: the images that can be used and their label files, below the
 * paths that they have in the set, and a data.yaml with two list files that leads to them. So what
 * is unpacked is a data set of its own, with the digest of the original.
 *
 * @param set what is to be pushed
 * @param warnings what is left out, a sentence for each kind
 */
public record DatasetPacking(PackedDataset set, List<String> warnings) {
  private static final String DATA_YAML = "data.yaml";

  public DatasetPacking {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads every file of a data set.
   *
   * @throws TrainerException {@code DATA_NOT_VISIBLE} or {@code BAD_INPUT}, naming file and line,
   *     when nobody could train on it, or when a file lies outside of its root
   */
  public static DatasetPacking read(Path dataYaml) {
    DataYaml yaml = DataYaml.read(dataYaml);
    DatasetScan scan = DatasetScan.of(dataYaml, yaml);
    DatasetIndex index = scan.index();
    List<IndexedImage> images =
        Stream.concat(index.train().stream(), index.val().stream()).toList();
    Map<String, PackedFile> files = new HashMap<>();
    List<PackedFile> inOrder = new ArrayList<>();
    Stream<PackedFile> lists =
        Stream.of(
            PackedFile.of(DATA_YAML, dataYaml(index.classNames())),
            PackedFile.of("train.txt", list(index.train())),
            PackedFile.of("val.txt", list(index.val())));
    Stream<PackedFile> annotated =
        images.stream().flatMap(image -> files(yaml.root(), image).stream());
    Stream.concat(lists, annotated)
        .forEach(
            file -> {
              PackedFile other = files.putIfAbsent(file.path(), file);
              if (other == null) {
                inOrder.add(file);
              } else if (!other.sha256().equals(file.sha256())) {
                throw refused(
                    yaml.root(), file.path(), "has a name that the pushed set needs itself");
              }
            });
    PackedDataset set =
        new PackedDataset(
            index.digest(),
            index.toJson(),
            index.classNames().size(),
            index.train().size(),
            index.val().size(),
            images.stream().mapToLong(image -> image.annotations().count()).sum(),
            inOrder);
    return new DatasetPacking(set, DataProblem.summarize(scan.problems()));
  }

  /** The image and, if it has one, its label file. */
  private static List<PackedFile> files(Path root, IndexedImage image) {
    Path file = root.resolve(image.path());
    List<PackedFile> files = new ArrayList<>();
    files.add(packed(root, file, image.path(), image.sizeBytes(), image.sha256()));
    if (image.annotationsSha256().isPresent()) {
      Path labels = ImageFiles.labelFile(file);
      String path = root.relativize(labels).toString().replace('\\', '/');
      files.add(packed(root, labels, path, size(labels), image.annotationsSha256().get()));
    }
    return files;
  }

  private static PackedFile packed(
      Path root, Path file, String path, long sizeBytes, String sha256) {
    try {
      return PackedFile.of(path, sizeBytes, sha256, file);
    } catch (IllegalArgumentException e) {
      throw refused(root, file.toString(), "lies outside of it or has an unusable name");
    }
  }

  private static TrainerException refused(Path root, String file, String why) {
    return new TrainerException(
        BAD_INPUT,
        "Cannot push the data set in %s, since %s %s; rename it, or let path in the data.yaml be a folder that holds all images and labels"
            .formatted(root, file, why));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new TrainerException(TRANSIENT, "Cannot read " + file + ": " + e, e);
    }
  }

  /** In JSON's spelling, which is YAML. */
  private static byte[] dataYaml(List<String> classNames) {
    String names =
        classNames.stream()
            .map(name -> "  - " + Json.MAPPER.valueToTree(name) + "\n")
            .collect(Collectors.joining());
    return ("train: train.txt\nval: val.txt\nnames:\n" + names).getBytes(UTF_8);
  }

  private static byte[] list(List<IndexedImage> images) {
    return images.stream()
        .map(image -> "./" + image.path() + "\n")
        .collect(Collectors.joining())
        .getBytes(UTF_8);
  }
}
