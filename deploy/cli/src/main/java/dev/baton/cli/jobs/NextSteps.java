package dev.baton.cli.jobs;

import dev.baton.cli.output.Line;
import dev.baton.common.messages.JobSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What somebody may want to type who has fetched a run. */
final class NextSteps {
  private static final String DETECTOR = "yolov9";

  private NextSteps() {}

  /**
   * Commands as they can be copied; none for jobs that train no detector.
   *
   * @param run the run directory
   */
  static List<Line> after(JobSpec spec, Path run) {
    if (!spec.task().equals(DETECTOR)) {
      return List.of();
    }
    Path best = run.resolve(RunFile.BEST.path());
    String weights = quoted(Files.exists(best) ? best : run.resolve(RunFile.LAST.path()));
    List<Line> lines = new ArrayList<>();
    lines.add(
        Line.quiet(
            "See what it finds:  baton predict --weights %s --source FOLDER".formatted(weights)));
    if (!DataOption.isPushed(spec.data())) {
      lines.add(
          Line.quiet(
              "Measure it:         baton val %s --data %s"
                  .formatted(weights, quoted(Path.of(spec.data())))));
    }
    return lines;
  }

  /** As a shell takes it for one word. */
  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[\\w./@:+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
