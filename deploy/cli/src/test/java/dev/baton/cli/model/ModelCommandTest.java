package dev.baton.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();

  private void run(String... args) {
    CommandLine line = new CommandLine(new ModelCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    line.setExecutionExceptionHandler(
        (e, command, result) -> {
          command.getErr().println(e.getMessage());
          return 1;
        });
    line.execute(args);
  }

  @Test
  void aModelIsSummedUpInTwoLines() {
    run("yolov9-c");

    assertThat(out.toString().lines())
        .containsExactly(
            "yolov9-c: 39 layers, 80 classes, 51,182,080 parameters, 51,182,048 gradients,"
                + " 238.655 GFLOPs at 640 px",
            "fused: 50,880,768 parameters, 237.632 GFLOPs");
  }

  @Test
  void aProgramGetsAllFiguresAsOneObject() throws IOException {
    run("gelan-t", "--json");

    JsonNode json = Json.MAPPER.readTree(out.toString());
    assertThat(json.path("layers")).hasSize(23);
    assertThat(json.path("layers").path(22).path("from").path(0).asInt()).isEqualTo(15);
    assertThat(json.path("parameters").asLong())
        .isGreaterThan(json.path("fusedParameters").asLong());
    assertThat(json.path("gflops").asDouble()).isPositive();
  }

  @Test
  void everyLayerHasARowWhenAskedFor() {
    run("gelan-t", "--verbose");

    assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
        .contains("LAYER FROM N PARAMETERS MODULE ARGUMENTS")
        .contains("4 -1 1 65,216 RepNCSPELAN4 [64, 64, 32, 3]")
        .contains("22 [15, 18, 21] 1 1,004,224 DDetect [nc]")
        .hasSize(1 + 23 + 2);
  }

  @Test
  void aFileThatCannotBeBuiltIsRefusedNamingItsRow() throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        backbone:
          - [-1, 1, Conv, [16, 3, 2]]
          - [-1, 1, Convolution, [32, 3, 2]]
        head:
          - [[0, 1, 1], 1, DDetect, [nc]]
        """);

    run(file.toString());

    assertThat(out.toString())
        .contains("row 1, [-1, 1, Convolution, [32, 3, 2]]: unknown module Convolution");
  }

  @Test
  void aSideThatDoesNotFitTheStridesIsWrongUsage() {
    run("gelan-t", "--img", "100");

    assertThat(out.toString()).contains("--img 100: give a multiple of 32");
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    run("gelan-x");

    assertThat(out.toString()).contains("no built-in model \"gelan-x\"").contains("gelan-t");
  }
}
