package dev.baton.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CommandFailedException;
import dev.baton.cli.bench.BenchStepCommand.StepSetup;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same step in Python, by a script of ours around the oracle's model and loss. */
final class PythonOracle {
  /** The version behind DJL's natives; another one computes with other kernels. */
  private static final String TORCH = "2.7.1";

  private static final String SCRIPT = "step_time.py";

  private final String python;
  private final Path folder;

  PythonOracle(String python, Path folder) {
    this.python = python;
    this.folder = folder;
  }

  /**
   * Checks that there is a Python with the right torch.
   *
   * @throws CommandFailedException saying what to install
   */
  void requireTorch() throws IOException, InterruptedException {
    String version = run(List.of("-c", "import torch; print(torch.__version__)")).strip();
    if (!version.equals(TORCH) && !version.startsWith(TORCH + "+")) {
      throw new CommandFailedException(
          "%s has torch %s: install torch==%s, or name another one with --python"
              .formatted(python, version, TORCH));
    }
  }

  /** Median milliseconds of a step in a process of its own. */
  double medianMillis(StepSetup setup) throws IOException, InterruptedException {
    JsonNode result =
        Json.MAPPER.readTree(
            run(
                List.of(
                    "-c",
                    script(),
                    folder.toAbsolutePath().toString(),
                    setup.model(),
                    String.valueOf(setup.batch()),
                    String.valueOf(setup.imgsz()),
                    String.valueOf(setup.threads()),
                    String.valueOf(setup.steps()),
                    setup.amp())));
    return result.path("median_ms").doubleValue();
  }

  private static String script() throws IOException {
    try (InputStream stream = PythonOracle.class.getResourceAsStream(SCRIPT)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The last line that Python prints. */
  private String run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python));
    command.addAll(arguments);
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new CommandFailedException(
          "Cannot run %s: install Python with torch %s, or name it with --python"
              .formatted(python, TORCH),
          e);
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String lastLine = output.lines().reduce("", (a, b) -> b.isBlank() ? a : b);
    if (process.waitFor() != 0) {
      throw new CommandFailedException(
          "%s failed: %s. It needs torch %s, and --oracle the folder of the oracle"
              .formatted(python, lastLine, TORCH));
    }
    return lastLine;
  }
}
