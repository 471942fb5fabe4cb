package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Listing;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.text.Quantities;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.DataYaml;
import dev.baton.worker.yolo.model.ModelSummary;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code baton train --dry-run} tells: what was looked at, and what would be sent. */
final class DryRun {
  private static final int MOST_NAMES = 10;

  private DryRun() {}

  /** What was found out about the model, the data and the weights of {@code spec}, a line each. */
  static List<Line> findings(JobSpec spec) {
    if (!spec.task().equals("yolov9")) {
      return List.of(
          Line.plain("  task     %s: its workers check the rest".formatted(spec.task())));
    }
    try {
      List<Line> lines = new ArrayList<>();
      if (DataOption.isPushed(spec.data())) {
        lines.add(Line.plain("  data     " + spec.data()));
      } else {
        DataYaml data = DataYaml.read(Path.of(spec.data()));
        lines.add(Line.plain("  model    " + model(spec, data.classNames().size())));
        lines.add(Line.plain("  data     " + data(spec, data)));
      }
      if (spec.detection().weights().isPresent()) {
        lines.add(Line.plain("  weights  " + weights(Path.of(spec.detection().weights().get()))));
      }
      if (spec.detection().resume().isPresent()) {
        lines.add(Line.plain("  resume   " + weights(Path.of(spec.detection().resume().get()))));
      }
      return lines;
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailedException("Cannot read what the job needs: " + e, e);
    }
  }

  /** The request as one could send it with any client of Kafka. */
  static String request(Request.Train train) {
    try {
      return Listing.json(Json.MAPPER.readTree(RequestReader.write(train)));
    } catch (IOException e) {
      throw new IllegalStateException("A written request is JSON", e);
    }
  }

  private static String model(JobSpec spec, int classes) {
    ModelSummary summary = ModelSummary.of(ModelYaml.of(spec.cfg()), classes, spec.imgsz());
    return String.format(
        Locale.ROOT,
        "%s: %d layers, %d classes, %,d parameters, %.1f GFLOPs at %d px",
        spec.hasOwnModel() ? "of your own" : spec.cfg(),
        summary.rows().size(),
        classes,
        summary.trainable().parameters(),
        summary.trainable().flops() / 1e9,
        spec.imgsz());
  }

  private static String data(JobSpec spec, DataYaml data) {
    List<String> names = data.classNames();
    String some = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    return "%s: train %s, val %s, %d classes: %s%s"
        .formatted(
            spec.data(),
            paths(data.train()),
            paths(data.val()),
            names.size(),
            some,
            names.size() > MOST_NAMES ? ", ..." : "");
  }

  private static String paths(List<Path> paths) {
    return String.join(" and ", paths.stream().map(Path::toString).toList());
  }

  private static String weights(Path file) throws IOException {
    int tensors = WeightFile.open(file).tensors().size();
    return "%s: %s, %d tensors".formatted(file, Quantities.bytes(Files.size(file)), tensors);
  }
}
