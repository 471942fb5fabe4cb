package dev.baton.worker.yolo.data.imports;

import dev.baton.worker.yolo.data.imports.SourceImage.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A COCO data set. The annotation file of a split is {@code annotations/*train*.json} or {@code
 * train/*.json}; its images are looked for beside it, in the folder that the file's name ends with
 * ({@code train2017}), there under {@code images}, in {@code images} and in the data set's folder.
 * Boxes are imported, outlines are not; regions of crowds are left out.
 */
final class CocoSource implements AnnotationSource {
  private final Path root;
  private final Notes notes = new Notes();
  private final Map<Long, String> classNames = new TreeMap<>();

  CocoSource(Path root) {
    this.root = root;
  }

  @Override
  public List<SourceImage> images(Split split) {
    Optional<Path> file = annotationFile(split);
    if (file.isEmpty()) {
      if (split == Split.TEST) {
        return List.of();
      }
      throw new ImportException(
          root
              + " has no COCO annotations of the split "
              + split.key()
              + "; they are expected in annotations/*"
              + split.key()
              + "*.json or "
              + split.key()
              + "/*.json");
    }
    CocoFile coco = CocoFile.read(file.get());
    coco.categories().forEach(category -> classNames.put(category.id(), category.name()));
    Map<Long, List<Box>> boxes = boxesByImage(file.get(), coco);
    List<SourceImage> images = new ArrayList<>();
    for (CocoFile.Image image : coco.images()) {
      find(file.get(), split, image)
          .ifPresentOrElse(
              found ->
                  images.add(
                      new SourceImage(
                          found,
                          image.fileName(),
                          image.width(),
                          image.height(),
                          root.relativize(file.get()) + " image " + image.id(),
                          boxes.getOrDefault(image.id(), List.of()))),
              () -> notes.add("annotated image(s) left out that are not there", image.fileName()));
    }
    return images;
  }

  private Optional<Path> annotationFile(Split split) {
    for (String folder : List.of("annotations", split.key(), split == Split.VAL ? "valid" : "")) {
      if (!folder.isEmpty() && Files.isDirectory(root.resolve(folder))) {
        Optional<Path> found = annotationFile(root.resolve(folder), split);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> annotationFile(Path folder, Split split) {
    boolean isShared = folder.endsWith("annotations");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files
              .filter(file -> file.toString().endsWith(".json"))
              .filter(file -> !isShared || file.getFileName().toString().contains(split.key()))
              // COCO's own folder also has captions and keypoints.
              .sorted(
                  Comparator.comparing(
                          (Path file) -> !file.getFileName().toString().startsWith("instances"))
                      .thenComparing(Comparator.naturalOrder()))
              .toList();
      return found.stream().findFirst();
    } catch (IOException e) {
      throw new ImportException("Cannot search " + folder + ": " + e, e);
    }
  }

  private Map<Long, List<Box>> boxesByImage(Path file, CocoFile coco) {
    Map<Long, List<Box>> boxes = new HashMap<>();
    for (CocoFile.Annotation annotation : coco.annotations()) {
      if (annotation.isCrowd() == 1) {
        notes.add("region(s) of crowds left out", "annotation " + annotation.id());
        continue;
      }
      String className = classNames.get(annotation.categoryId());
      if (className == null) {
        throw wrong(file, annotation, "its category " + annotation.categoryId() + " has no name");
      }
      double[] bbox = annotation.bbox();
      if (bbox == null || bbox.length != 4) {
        throw wrong(file, annotation, "its bbox does not have 4 numbers");
      }
      boxes
          .computeIfAbsent(annotation.imageId(), id -> new ArrayList<>())
          .add(new Box(className, bbox[0], bbox[1], bbox[0] + bbox[2], bbox[1] + bbox[3], 0));
    }
    return boxes;
  }

  private static ImportException wrong(Path file, CocoFile.Annotation annotation, String what) {
    return new ImportException(
        file + ", annotation " + annotation.id() + ": " + what + "; correct the file");
  }

  private Optional<Path> find(Path file, Split split, CocoFile.Image image) {
    if (image.fileName() == null || image.width() <= 0 || image.height() <= 0) {
      throw new ImportException(
          file + ", image " + image.id() + ": file_name, width and height are required");
    }
    String stem = file.getFileName().toString().replaceFirst("\\.json$", "");
    String splitFolder = stem.substring(stem.lastIndexOf('_') + 1);
    Set<Path> folders = new LinkedHashSet<>();
    folders.add(file.getParent());
    for (String name : List.of(splitFolder, split.key())) {
      folders.add(root.resolve(name));
      folders.add(root.resolve("images").resolve(name));
    }
    folders.add(root.resolve("images"));
    folders.add(root);
    return folders.stream()
        .map(folder -> new Folder(folder.normalize()).require(image.fileName(), file))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  @Override
  public List<String> classNames() {
    return List.copyOf(classNames.values());
  }

  @Override
  public Notes notes() {
    return notes;
  }
}
