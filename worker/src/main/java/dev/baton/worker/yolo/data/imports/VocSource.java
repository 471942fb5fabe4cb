package dev.baton.worker.yolo.data.imports;

import dev.baton.worker.yolo.data.ImageReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A Pascal VOC data set: {@code ImageSets/Main/train.txt}, {@code val.txt} and perhaps {@code
 * test.txt} name the images, {@code JPEGImages} has them, {@code Annotations} their boxes.
 */
final class VocSource implements AnnotationSource {
  private static final List<String> SUFFIXES = List.of(".jpg", ".jpeg", ".png", ".bmp", ".JPG");

  private final Path root;
  private final Folder images;
  private final Folder annotations;
  private final Notes notes = new Notes();

  VocSource(Path root) {
    this.root = root;
    this.images = new Folder(root.resolve("JPEGImages"));
    this.annotations = new Folder(root.resolve("Annotations"));
    for (Folder folder : List.of(images, annotations)) {
      if (!Files.isDirectory(folder.path())) {
        throw new ImportException(
            root + " is no VOC data set: it has no folder " + folder.path().getFileName());
      }
    }
  }

  @Override
  public List<SourceImage> images(Split split) {
    Path list = root.resolve("ImageSets").resolve("Main").resolve(split.key() + ".txt");
    if (!Files.exists(list)) {
      if (split == Split.TEST) {
        return List.of();
      }
      throw new ImportException(
          list + " is missing; list in it the names of the images to use, one in a line");
    }
    List<SourceImage> found = new ArrayList<>();
    try (Stream<String> lines = Files.lines(list)) {
      lines
          .map(line -> line.strip().split("\\s+")[0])
          .filter(name -> !name.isEmpty())
          .forEach(name -> read(name, list).ifPresent(found::add));
    } catch (IOException e) {
      throw new ImportException("Cannot read " + list + ": " + e, e);
    }
    return found;
  }

  private Optional<SourceImage> read(String name, Path list) {
    Optional<Path> image =
        SUFFIXES.stream()
            .map(suffix -> images.require(name + suffix, list))
            .filter(Files::exists)
            .findFirst();
    if (image.isEmpty()) {
      notes.add("name(s) left out for which JPEGImages has no image", name);
      return Optional.empty();
    }
    Path annotation = annotations.require(name + ".xml", list);
    if (!Files.exists(annotation)) {
      notes.add("image(s) left out without an annotation file", name);
      return Optional.empty();
    }
    try (Mat pixels = decode(image.get()).orElse(null)) {
      if (pixels == null) {
        notes.add("image(s) left out that cannot be decoded", name);
        return Optional.empty();
      }
      return Optional.of(
          new SourceImage(
              image.get(),
              images.path().relativize(image.get()).toString(),
              pixels.cols(),
              pixels.rows(),
              root.relativize(annotation).toString(),
              VocAnnotation.read(annotation)));
    }
  }

  private static Optional<Mat> decode(Path image) {
    try {
      return ImageReader.decode(Files.readAllBytes(image));
    } catch (IOException e) {
      throw new ImportException("Cannot read " + image + ": " + e, e);
    }
  }

  @Override
  public List<String> classNames() {
    return List.of();
  }

  @Override
  public Notes notes() {
    return notes;
  }
}
