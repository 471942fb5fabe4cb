package dev.baton.worker.yolo.data.imports;

import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.Annotations;
import dev.baton.worker.yolo.data.DataYaml;
import dev.baton.worker.yolo.data.DetectionDataset;
import dev.baton.worker.yolo.data.IndexedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a YOLO-format data set out of one in another format: a new folder with images (linked, not
 * copied, where possible), label files and a data.yaml. The source is only read, and completely
 * before anything is written. Boxes are clipped to their images; those without area are left out
 * and reported.
 */
public final class DatasetImport {

  /** What an import reads. */
  public enum Format {
    /** Pascal VOC: JPEGImages, Annotations, ImageSets/Main. */
    VOC,
    /** COCO's JSON files; their boxes, not their outlines. */
    COCO,
    /** YOLO, with its data.yaml: checked, and copied without what cannot be used. */
    YOLO
  }

  /**
   * What an import has made.
   *
   * @param images number of images by split
   * @param notes what was left out or changed, one sentence for each reason
   */
  public record Report(
      Path dataYaml,
      Map<String, Integer> images,
      int objects,
      List<String> classNames,
      List<String> notes) {}

  private final YoloFolderWriter writer;
  private final Map<String, Integer> images = new LinkedHashMap<>();
  private int objects;

  private DatasetImport(Path to) {
    writer = new YoloFolderWriter(to);
  }

  /**
   * Imports {@code from} into {@code to}, which must be empty or not yet exist.
   *
   * @param classNames the classes in their order; empty for the order of the source, which in VOC
   *     is that of their first appearance
   * @throws ImportException naming file and line of what is wrong, and what to do
   */
  public static Report run(Path from, Format format, Path to, List<String> classNames) {
    Path source = from.toAbsolutePath().normalize();
    Path target = to.toAbsolutePath().normalize();
    if (!Files.exists(source)) {
      throw new ImportException(source + " does not exist; give the folder of the data set");
    }
    if (target.startsWith(source)) {
      throw new ImportException(target + " lies in the source; give a folder outside of it");
    }
    return switch (format) {
      case VOC -> annotated(new VocSource(source), target, classNames);
      case COCO -> annotated(new CocoSource(source), target, classNames);
      case YOLO -> yolo(source, target, classNames);
    };
  }

  private static Report annotated(AnnotationSource source, Path to, List<String> classNames) {
    Map<Split, List<SourceImage>> splits = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      splits.put(split, source.images(split));
    }
    List<String> ordered = classNames.isEmpty() ? source.classNames() : classNames;
    ClassNumbers numbers = ClassNumbers.of(ordered);
    Notes notes = source.notes();
    Map<Split, List<List<String>>> lines = new EnumMap<>(Split.class);
    splits.forEach(
        (split, images) ->
            lines.put(split, images.stream().map(i -> lines(i, numbers, notes)).toList()));
    DatasetImport result = new DatasetImport(to);
    splits.forEach(
        (split, images) -> {
          for (int i = 0; i < images.size(); i++) {
            SourceImage image = images.get(i);
            result.add(split, image.file(), image.name(), lines.get(split).get(i));
          }
        });
    return result.finish(numbers.names(), notes.sentences());
  }

  /** The label file of {@code image}. */
  private static List<String> lines(SourceImage image, ClassNumbers numbers, Notes notes) {
    List<String> lines = new ArrayList<>();
    for (SourceImage.Box box : image.boxes()) {
      String place = image.annotations() + (box.line() > 0 ? " line " + box.line() : "");
      double left = Math.clamp(box.left(), 0, image.width());
      double top = Math.clamp(box.top(), 0, image.height());
      double right = Math.clamp(box.right(), 0, image.width());
      double bottom = Math.clamp(box.bottom(), 0, image.height());
      int number = numbers.of(box.className(), place);
      if (right <= left || bottom <= top) {
        notes.add("box(es) without area left out", place);
        continue;
      }
      if (left != box.left()
          || top != box.top()
          || right != box.right()
          || bottom != box.bottom()) {
        notes.add("box(es) clipped to their images", place);
      }
      lines.add(
          String.format(
              Locale.ROOT,
              "%d %.6f %.6f %.6f %.6f",
              number,
              (left + right) / 2 / image.width(),
              (top + bottom) / 2 / image.height(),
              (right - left) / image.width(),
              (bottom - top) / image.height()));
    }
    return lines;
  }

  private static Report yolo(Path from, Path to, List<String> classNames) {
    if (!classNames.isEmpty()) {
      throw new ImportException("A YOLO data set has its class names in data.yaml; leave them out");
    }
    Path dataYaml = Files.isDirectory(from) ? from.resolve("data.yaml") : from;
    try {
      Path root = DataYaml.read(dataYaml).root();
      DetectionDataset dataset =
          DetectionDataset.open(dataYaml, Optional.empty(), DataIndexes.NONE);
      DatasetImport result = new DatasetImport(to);
      for (Split split : List.of(Split.TRAIN, Split.VAL)) {
        for (IndexedImage image : split == Split.TRAIN ? dataset.train() : dataset.val()) {
          result.add(
              split,
              root.resolve(image.path()),
              nameInSplit(image.path(), split),
              lines(image.annotations()));
        }
      }
      return result.finish(dataset.classNames(), dataset.warnings());
    } catch (TrainerException e) {
      throw new ImportException(e.getMessage(), e);
    }
  }

  /** What of a path is behind its folder {@code images} and the split's own. */
  private static String nameInSplit(String path, Split split) {
    int images = path.lastIndexOf("images/");
    String inImages = images < 0 ? path : path.substring(images + "images/".length());
    String prefix = split.key() + "/";
    return inImages.startsWith(prefix) ? inImages.substring(prefix.length()) : inImages;
  }

  private static List<String> lines(Annotations annotations) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < annotations.count(); i++) {
      float[] row = annotations.rows();
      StringBuilder line = new StringBuilder(number(row[i * 5]));
      if (annotations.polygons().isEmpty()) {
        for (int k = 1; k < 5; k++) {
          line.append(' ').append(number(row[i * 5 + k]));
        }
      } else {
        for (float coordinate : annotations.polygons().get(i)) {
          line.append(' ').append(number(coordinate));
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** The shortest text that is read as the same number. */
  private static String number(float value) {
    return value == (int) value ? Integer.toString((int) value) : Float.toString(value);
  }

  private void add(Split split, Path image, String name, List<String> lines) {
    writer.add(split, image, name, lines);
    images.merge(split.key(), 1, Integer::sum);
    objects += lines.size();
  }

  private Report finish(List<String> classNames, List<String> notes) {
    return new Report(
        writer.finish(classNames),
        Collections.unmodifiableMap(images),
        objects,
        List.copyOf(classNames),
        notes);
  }
}
