package dev.baton.worker.yolo.data;

import dev.baton.common.checkpoint.Sha256;
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
 * The files of a split, each read, decoded and hashed once.
 *
 * @param images those that can be used, sorted by path
 * @param problems all that was found wrong, in the order of the files
 */
record ScannedSplit(List<IndexedImage> images, List<DataProblem> problems) {

  static final ScannedSplit EMPTY = new ScannedSplit(List.of(), List.of());

  private static final int SMALLEST_SIDE_PX = 10;

  /** One file's result: an image, if it is usable, and what is wrong. */
  private record Scanned(Optional<IndexedImage> image, List<DataProblem> problems) {}

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

  static String relative(Path root, Path file) {
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
      List<DataProblem> unknown = unknownClasses(relative(root, labels), labelFile, classes);
      if (!unknown.isEmpty() || labelFile.annotations().isEmpty()) {
        List<DataProblem> problems = new ArrayList<>(unknown);
        problems.addAll(labelFile.problems());
        return new Scanned(Optional.empty(), problems);
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
                  Sha256.hex(bytes),
                  labelBytes.map(Sha256::hex),
                  image.cols(),
                  image.rows(),
                  labelFile.annotations().orElseThrow())),
          labelFile.problems());
    }
  }

  private static List<DataProblem> unknownClasses(String path, LabelFile labelFile, int classes) {
    List<DataProblem> unknown = new ArrayList<>();
    float[] rows = labelFile.annotations().orElse(Annotations.NONE).rows();
    for (int i = 0; i * 5 < rows.length; i++) {
      if (rows[i * 5] >= classes) {
        String what =
            "class "
                + (int) rows[i * 5]
                + ", but the data.yaml names only the classes 0 to "
                + (classes - 1);
        unknown.add(new DataProblem(Kind.UNKNOWN_CLASS, path, labelFile.lines()[i], what));
      }
    }
    return unknown;
  }

  private static Scanned badImage(String path, String what) {
    return new Scanned(Optional.empty(), List.of(new DataProblem(Kind.BAD_IMAGE, path, 0, what)));
  }
}
