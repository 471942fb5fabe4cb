package dev.baton.worker.yolo.data;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.DataProblem.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Reads, decodes and hashes every file of a data set once. Images that cannot be used are left out
 * and reported; what makes the set as a whole unusable is refused.
 *
 * @param index what is usable
 * @param problems all that was found wrong, in the order of the files
 */
record DatasetScan(DatasetIndex index, List<DataProblem> problems) {

  private static final int SMALLEST_SIDE_PX = 10;

  static DatasetScan of(Path dataYaml, DataYaml yaml) {
    ImageFiles files = new ImageFiles(dataYaml, yaml.root());
    int classes = yaml.classNames().size();
    ScannedSplit train = ScannedSplit.scan(yaml.root(), files.find("train", yaml.train()), classes);
    ScannedSplit val = ScannedSplit.scan(yaml.root(), files.find("val", yaml.val()), classes);
    List<DataProblem> problems = new ArrayList<>(train.problems);
    problems.addAll(val.problems);
    requireKnownClasses(dataYaml, problems);
    requireImages(dataYaml, "train", train);
    requireImages(dataYaml, "val", val);
    if (train.images.stream().allMatch(image -> image.annotations().count() == 0)) {
      throw new TrainerException(
          BAD_INPUT,
          "No training image of "
              + dataYaml
              + " has an annotation. Of "
              + yaml.train().getFirst().resolve("a.jpg")
              + " the label file is "
              + ImageFiles.labelFile(yaml.train().getFirst().resolve("a.jpg"))
              + "; put them there."
              + found(problems));
    }
    return new DatasetScan(
        new DatasetIndex(yaml.classNames(), train.images, val.images), List.copyOf(problems));
  }

  /** Reads one split only, as what is to be validated on. */
  static DatasetScan forValidation(Path dataYaml, DataYaml yaml, Split split) {
    if (yaml.entries(split).isEmpty()) {
      throw new TrainerException(
          BAD_INPUT,
          "%s has no key %s: add it, or take another split".formatted(dataYaml, split.key()));
    }
    List<Path> files = new ImageFiles(dataYaml, yaml.root()).find(split.key(), yaml.entries(split));
    ScannedSplit scanned = ScannedSplit.scan(yaml.root(), files, yaml.classNames().size());
    requireKnownClasses(dataYaml, scanned.problems);
    requireImages(dataYaml, split.key(), scanned);
    return new DatasetScan(
        new DatasetIndex(yaml.classNames(), List.of(), scanned.images),
        List.copyOf(scanned.problems));
  }

  private static void requireKnownClasses(Path dataYaml, List<DataProblem> problems) {
    List<DataProblem> unknown =
        problems.stream().filter(p -> p.kind() == Kind.UNKNOWN_CLASS).toList();
    if (!unknown.isEmpty()) {
      throw new TrainerException(
          BAD_INPUT, dataYaml + ": " + DataProblem.summarize(unknown).getFirst());
    }
  }

  private static void requireImages(Path dataYaml, String key, ScannedSplit split) {
    if (split.images.isEmpty()) {
      throw new TrainerException(
          BAD_INPUT,
          "No image of " + key + " in " + dataYaml + " can be used." + found(split.problems));
    }
  }

  private static String found(List<DataProblem> problems) {
    return problems.isEmpty()
        ? ""
        : " Found: " + String.join(". ", DataProblem.summarize(problems)) + ".";
  }

  /** One file's result: an image, if it is usable, and what is wrong. */
  private record Scanned(Optional<IndexedImage> image, List<DataProblem> problems) {}

  private record ScannedSplit(List<IndexedImage> images, List<DataProblem> problems) {

    static ScannedSplit scan(Path root, List<Path> files, int classes) {
      List<Scanned> scanned =
          files.stream()
              .sorted(Comparator.comparing(file -> relative(root, file)))
              .toList()
              .parallelStream()
              .map(file -> scanImage(root, file, classes))
              .toList();
      List<DataProblem> problems = sharedLabels(root, files);
      scanned.forEach(s -> problems.addAll(s.problems));
      return new ScannedSplit(scanned.stream().flatMap(s -> s.image.stream()).toList(), problems);
    }

    /** Of a.jpg and a.png, both of which are trained with the objects of a.txt, the later one. */
    private static List<DataProblem> sharedLabels(Path root, List<Path> files) {
      List<DataProblem> problems = new ArrayList<>();
      Map<Path, Path> imageOf = new HashMap<>();
      for (Path file : files.stream().distinct().sorted().toList()) {
        Path labels = ImageFiles.labelFile(file);
        Path other = imageOf.putIfAbsent(labels, file);
        if (other != null) {
          String what =
              "has the label file %s, as %s has"
                  .formatted(relative(root, labels), relative(root, other));
          problems.add(new DataProblem(Kind.SHARED_LABELS, relative(root, file), 0, what));
        }
      }
      return problems;
    }
  }

  private static String relative(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static Scanned scanImage(Path root, Path file, int classes) {
    String path = relative(root, file);
    try {
      byte[] bytes = Files.readAllBytes(file);
      Path labels = ImageFiles.labelFile(file);
      Optional<byte[]> labelBytes =
          Files.isRegularFile(labels) ? Optional.of(Files.readAllBytes(labels)) : Optional.empty();
      LabelFile labelFile = LabelFile.parse(relative(root, labels), labelBytes.orElse(new byte[0]));
      Optional<DataProblem> unknownClass = unknownClass(relative(root, labels), labelFile, classes);
      if (unknownClass.isPresent()) {
        return new Scanned(Optional.empty(), List.of(unknownClass.get()));
      }
      if (labelFile.annotations().isEmpty()) {
        return new Scanned(Optional.empty(), labelFile.problems());
      }
      return index(path, bytes, labelBytes, labelFile);
    } catch (IOException e) {
      return badImage(path, "cannot be read: " + e);
    }
  }

  private static Scanned index(
      String path, byte[] bytes, Optional<byte[]> labelBytes, LabelFile labelFile) {
    Optional<ImageFormat> format = ImageFormat.of(bytes);
    if (format.isEmpty()) {
      return badImage(path, "is no JPEG, PNG, BMP, TIFF, WebP or PFM image");
    }
    if (!format.get().isWhole(bytes)) {
      return badImage(path, "is truncated or damaged");
    }
    Optional<Mat> decoded = ImageReader.decode(bytes);
    if (decoded.isEmpty()) {
      return badImage(path, "cannot be decoded");
    }
    try (Mat image = decoded.get()) {
      if (Math.min(image.rows(), image.cols()) < SMALLEST_SIDE_PX) {
        return badImage(
            path,
            "is "
                + image.cols()
                + "×"
                + image.rows()
                + " px; the smallest usable side is "
                + SMALLEST_SIDE_PX);
      }
      return new Scanned(
          Optional.of(
              new IndexedImage(
                  path,
                  bytes.length,
                  Sha256.of(bytes),
                  labelBytes.map(Sha256::of),
                  image.cols(),
                  image.rows(),
                  labelFile.annotations().orElseThrow())),
          labelFile.problems());
    }
  }

  private static Optional<DataProblem> unknownClass(String path, LabelFile labelFile, int classes) {
    float[] rows = labelFile.annotations().orElse(Annotations.NONE).rows();
    for (int i = 0; i * 5 < rows.length; i++) {
      if (rows[i * 5] >= classes) {
        String what =
            "class "
                + (int) rows[i * 5]
                + ", but the data.yaml names only the classes 0 to "
                + (classes - 1);
        return Optional.of(new DataProblem(Kind.UNKNOWN_CLASS, path, labelFile.lines()[i], what));
      }
    }
    return Optional.empty();
  }

  private static Scanned badImage(String path, String what) {
    return new Scanned(Optional.empty(), List.of(new DataProblem(Kind.BAD_IMAGE, path, 0, what)));
  }
}
