package dev.baton.worker.yolo.data;

import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.DataProblem.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be told about a data set before a training, by the very code that a training
 * reads it with.
 *
 * @param root what the files of problems are relative to
 * @param classNames class i is called by name i
 * @param splits statistics of those that the data.yaml has
 * @param problems all of them, in the order of splits and files
 * @param refusal why no training would begin
 * @param train images that would be trained on
 */
public record DatasetCheck(
    Path root,
    List<String> classNames,
    List<SplitStatistics> splits,
    List<DataProblem> problems,
    Optional<String> refusal,
    List<IndexedImage> train) {

  /** Below it nothing is left of a box on the finest map, whose cells have 8 pixels. */
  private static final double TINY_PX = 2;

  public DatasetCheck {
    classNames = List.copyOf(classNames);
    splits = List.copyOf(splits);
    problems = List.copyOf(problems);
    train = List.copyOf(train);
  }

  /**
   * Reads every file of a data set.
   *
   * @param imgsz side in pixels that images are trained at, by which boxes are called tiny
   * @throws TrainerException when the data.yaml itself cannot be read, naming the line
   */
  public static DatasetCheck of(Path dataYaml, int imgsz) {
    return new Checking(dataYaml, DataYaml.read(dataYaml), imgsz).check();
  }

  private static final class Checking {
    private final Path dataYaml;
    private final DataYaml yaml;
    private final int imgsz;
    private final List<DataProblem> problems = new ArrayList<>();
    private final List<SplitStatistics> statistics = new ArrayList<>();
    private final Map<Split, ScannedSplit> scanned = new EnumMap<>(Split.class);
    private Optional<String> refusal = Optional.empty();

    Checking(Path dataYaml, DataYaml yaml, int imgsz) {
      this.dataYaml = dataYaml;
      this.yaml = yaml;
      this.imgsz = imgsz;
    }

    DatasetCheck check() {
      for (Split split : Split.values()) {
        if (!yaml.entries(split).isEmpty()) {
          scan(split);
        }
      }
      overlaps();
      ScannedSplit train = scanned.getOrDefault(Split.TRAIN, ScannedSplit.EMPTY);
      if (refusal.isEmpty()) {
        refusal =
            refusal(
                () ->
                    DatasetScan.of(
                        dataYaml,
                        yaml,
                        train,
                        scanned.getOrDefault(Split.VAL, ScannedSplit.EMPTY)));
      }
      return new DatasetCheck(
          yaml.root(), yaml.classNames(), statistics, problems, refusal, train.images());
    }

    private void scan(Split split) {
      List<Path> files;
      try {
        files = new ImageFiles(dataYaml, yaml.root()).find(split.key(), yaml.entries(split));
      } catch (TrainerException e) {
        problems.add(
            new DataProblem(Kind.NO_IMAGES, dataYaml.getFileName().toString(), 0, e.getMessage()));
        if (split != Split.TEST && refusal.isEmpty()) {
          refusal = Optional.of(e.getMessage());
        }
        return;
      }
      ScannedSplit found = ScannedSplit.scan(yaml.root(), files, yaml.classNames().size());
      scanned.put(split, found);
      problems.addAll(found.problems());
      statistics.add(
          SplitStatistics.of(split, files.size(), found.images(), yaml.classNames().size()));
      copies(found.images());
      for (IndexedImage image : found.images()) {
        unlabelled(image);
        tinyBoxes(image);
      }
    }

    private void copies(List<IndexedImage> images) {
      Map<String, IndexedImage> firstOf = new LinkedHashMap<>();
      for (IndexedImage image : images) {
        IndexedImage first = firstOf.putIfAbsent(image.sha256(), image);
        if (first != null) {
          add(Kind.SAME_IMAGE, image, "has the bytes of " + first.path());
        }
      }
    }

    private void unlabelled(IndexedImage image) {
      if (image.annotationsSha256().isEmpty()) {
        Path labels = ImageFiles.labelFile(yaml.root().resolve(image.path()));
        add(Kind.NO_LABELS, image, "there is no " + ScannedSplit.relative(yaml.root(), labels));
      }
    }

    private void tinyBoxes(IndexedImage image) {
      double scale = (double) imgsz / Math.max(image.width(), image.height());
      float[] rows = image.annotations().rows();
      for (int i = 0; i < rows.length; i += 5) {
        double width = rows[i + 3] * image.width() * scale;
        double height = rows[i + 4] * image.height() * scale;
        if (Math.min(width, height) < TINY_PX) {
          add(
              Kind.TINY_BOX,
              image,
              String.format(
                  Locale.ROOT,
                  "object %d is %.1f×%.1f px at %d px",
                  i / 5 + 1,
                  width,
                  height,
                  imgsz));
        }
      }
    }

    /** Of an image that is in several splits, all but its place in the first one. */
    private void overlaps() {
      Map<String, Map<Split, IndexedImage>> places = new LinkedHashMap<>();
      scanned.forEach(
          (split, found) ->
              found
                  .images()
                  .forEach(
                      image ->
                          places
                              .computeIfAbsent(image.sha256(), k -> new EnumMap<>(Split.class))
                              .putIfAbsent(split, image)));
      for (Map<Split, IndexedImage> of : places.values()) {
        List<Split> splits = List.copyOf(of.keySet());
        for (Split later : splits.subList(1, splits.size())) {
          add(
              Kind.IN_TWO_SPLITS,
              of.get(later),
              "%s has it as %s"
                  .formatted(splits.getFirst().key(), of.get(splits.getFirst()).path()));
        }
      }
    }

    private void add(Kind kind, IndexedImage image, String what) {
      problems.add(new DataProblem(kind, image.path(), 0, what));
    }

    private static Optional<String> refusal(Runnable reading) {
      try {
        reading.run();
        return Optional.empty();
      } catch (TrainerException e) {
        return Optional.of(e.getMessage());
      }
    }
  }
}
