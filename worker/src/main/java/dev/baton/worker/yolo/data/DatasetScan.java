package dev.baton.worker.yolo.data;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.DataProblem.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a training makes of a data set whose files were read, decoded and hashed. Images that cannot
 * be used are left out and reported; what makes the set as a whole unusable is refused.
 *
 * @param index what is usable
 * @param problems all that was found wrong, in the order of the files
 */
record DatasetScan(DatasetIndex index, List<DataProblem> problems) {

  static DatasetScan of(Path dataYaml, DataYaml yaml) {
    ImageFiles files = new ImageFiles(dataYaml, yaml.root());
    int classes = yaml.classNames().size();
    ScannedSplit train = ScannedSplit.scan(yaml.root(), files.find("train", yaml.train()), classes);
    ScannedSplit val = ScannedSplit.scan(yaml.root(), files.find("val", yaml.val()), classes);
    return of(dataYaml, yaml, train, val);
  }

  /** What training makes of the two splits. */
  static DatasetScan of(Path dataYaml, DataYaml yaml, ScannedSplit train, ScannedSplit val) {
    List<DataProblem> problems = new ArrayList<>(train.problems());
    problems.addAll(val.problems());
    requireKnownClasses(dataYaml, problems);
    requireImages(dataYaml, "train", train);
    requireImages(dataYaml, "val", val);
    if (train.images().stream().allMatch(image -> image.annotations().count() == 0)) {
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
        new DatasetIndex(yaml.classNames(), train.images(), val.images()), List.copyOf(problems));
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
    requireKnownClasses(dataYaml, scanned.problems());
    requireImages(dataYaml, split.key(), scanned);
    return new DatasetScan(
        new DatasetIndex(yaml.classNames(), List.of(), scanned.images()),
        List.copyOf(scanned.problems()));
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
    if (split.images().isEmpty()) {
      throw new TrainerException(
          BAD_INPUT,
          "No image of " + key + " in " + dataYaml + " can be used." + found(split.problems()));
    }
  }

  private static String found(List<DataProblem> problems) {
    return problems.isEmpty()
        ? ""
        : " Found: " + String.join(". ", DataProblem.summarize(problems)) + ".";
  }
}
