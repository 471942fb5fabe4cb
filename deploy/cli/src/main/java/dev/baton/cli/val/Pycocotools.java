package dev.baton.cli.val;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CommandFailedException;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** COCO's own evaluation, in Python. */
final class Pycocotools {
  private static final String SCRIPT = "coco_figures.py";

  private final String python;

  Pycocotools(String python) {
    this.python = python;
  }

  /**
   * Its figures.
   *
   * @param limit detections of an image that count
   */
  record Figures(int limit, double map50, double map50To95) {}

  /** Whether this Python has it. */
  boolean isThere() throws InterruptedException {
    try {
      return run(List.of("-c", "import pycocotools")).status() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * @param limit most detections of an image; there are also figures for COCO's own 100
   * @throws CommandFailedException with what Python said last
   */
  List<Figures> evaluate(Path groundTruth, Path predictions, int limit)
      throws IOException, InterruptedException {
    Output output =
        run(
            List.of(
                "-c",
                script(),
                groundTruth.toString(),
                predictions.toString(),
                String.valueOf(limit)));
    if (output.status() != 0) {
      throw new CommandFailedException(
          "pycocotools failed: %s. Its input is %s and %s"
              .formatted(output.lastLine(), groundTruth, predictions));
    }
    List<Figures> figures = new ArrayList<>();
    for (JsonNode one : Json.MAPPER.readTree(output.lastLine())) {
      figures.add(
          new Figures(
              one.path("limit").intValue(),
              one.path("map50").doubleValue(),
              one.path("map").doubleValue()));
    }
    return figures;
  }

  private record Output(int status, String lastLine) {}

  private Output run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String lastLine = output.lines().reduce("", (a, b) -> b.isBlank() ? a : b);
    return new Output(process.waitFor(), lastLine);
  }

  private static String script() throws IOException {
    try (InputStream stream = Pycocotools.class.getResourceAsStream(SCRIPT)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
