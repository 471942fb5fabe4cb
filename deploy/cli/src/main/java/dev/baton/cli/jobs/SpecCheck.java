package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.messages.DidYouMean;
import dev.baton.common.messages.JobSpec;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainerFactory;
import dev.baton.worker.yolo.data.DataYaml;
import dev.baton.worker.yolo.weights.BegunTraining;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** What can be found wrong with a job before it is sent, without reading its images. */
final class SpecCheck {
  private SpecCheck() {}

  /**
   * Checks the model, and that data and weights are where they are said to be. A task that only the
   * workers know is not checked.
   *
   * @throws CommandFailedException naming the option or the file, and what to do
   */
  static void check(JobSpec spec) {
    try {
      Optional.ofNullable(trainers().get(spec.task())).ifPresent(known -> known.check(spec));
      if (spec.task().equals("yolov9")) {
        if (!DataOption.isPushed(spec.data())) {
          checkData(Path.of(spec.data()));
        }
        spec.detection().weights().ifPresent(path -> requireFile("--weights", Path.of(path)));
        spec.detection().resume().ifPresent(path -> checkResume(Path.of(path), spec));
      }
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  /**
   * What to say of a task whose trainer only workers have, and that is therefore not checked.
   *
   * @throws CommandFailedException when one that is known here was probably meant
   */
  static Optional<String> unknownTask(String task) {
    Set<String> known = trainers().keySet();
    if (known.contains(task)) {
      return Optional.empty();
    }
    DidYouMean.nearest(task, known)
        .ifPresent(
            meant -> {
              throw new CommandFailedException(
                  "There is no trainer for --task %s here; did you mean %s? (--skip-checks, if workers have it)"
                      .formatted(task, meant));
            });
    return Optional.of(
        "--task %s: only %s are known here, so nothing is checked; workers must have its trainer (up --plugins)"
            .formatted(task, String.join(", ", known)));
  }

  private static Map<String, TrainerFactory> trainers() {
    Map<String, TrainerFactory> trainers = new TreeMap<>();
    ServiceLoader.load(TrainerFactory.class).forEach(found -> trainers.put(found.task(), found));
    return trainers;
  }

  private static void checkResume(Path file, JobSpec spec) {
    requireFile("--resume", file);
    BegunTraining begun = BegunTraining.open(file);
    begun.requireFits(spec);
    if (!spec.detection().singleCls() && !DataOption.isPushed(spec.data())) {
      begun.requireClasses(DataYaml.read(Path.of(spec.data())).classNames());
    }
  }

  private static void checkData(Path dataYaml) {
    DataYaml data = DataYaml.read(dataYaml);
    requireExistence(dataYaml, "train", data.train());
    requireExistence(dataYaml, "val", data.val());
  }

  static void requireFile(String option, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailedException(
          "%s %s: there is no such file; give its path (or --skip-checks, if only the workers see it)"
              .formatted(option, file));
    }
  }

  private static void requireExistence(Path dataYaml, String key, List<Path> paths) {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new CommandFailedException(
            "%s: %s is %s, which does not exist; correct the path there (or --skip-checks, if only the workers see it)"
                .formatted(dataYaml, key, path));
      }
    }
  }
}
