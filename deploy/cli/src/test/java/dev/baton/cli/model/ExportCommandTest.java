package dev.baton.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is refused; what is written is tested where it is written. */
class ExportCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();

  private String run(Path weights, String... options) {
    CommandLine line = new CommandLine(new ExportCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    line.setExecutionExceptionHandler(
        (e, command, result) -> {
          command.getErr().println(e.getMessage());
          return 1;
        });
    String[] args = new String[options.length + 1];
    args[0] = weights.toString();
    System.arraycopy(options, 0, args, 1, options.length);
    assertThat(line.execute(args)).isNotZero();
    return out.toString();
  }

  private Path file(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "not weights");
  }

  @Test
  void aFileThatHoldsNoWeightsIsRefused() throws IOException {
    Path target = folder.resolve("out.onnx");

    String printed = run(file("a.pt"), "--cfg", "gelan-t", "-o", target.toString());

    assertThat(printed).contains("Cannot read the weights").contains("a.pt");
    assertThat(target).doesNotExist();
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("gone.pt");

    assertThat(run(missing, "--cfg", "gelan-t", "-o", folder.resolve("x.pt").toString()))
        .contains("gone.pt: there is no such file");
  }

  @Test
  void theWeightsThemselvesAreNeverReplaced() throws IOException {
    Path weights = file("a.pt");

    assertThat(run(weights, "--cfg", "gelan-t", "-o", weights.toString()))
        .contains("would replace the weights");
  }

  @Test
  void anEndingThatSaysNothingNeedsAFormat() throws IOException {
    assertThat(run(file("a.pt"), "--cfg", "gelan-t", "-o", folder.resolve("model.bin").toString()))
        .contains("say with --format what");
  }

  @Test
  void aFolderThatDoesNotExistIsNamed() throws IOException {
    Path target = folder.resolve("nowhere/out.onnx");

    assertThat(run(file("a.pt"), "--cfg", "gelan-t", "-o", target.toString()))
        .contains("there is no folder")
        .contains("nowhere");
  }

  @Test
  void weightsThatDoNotSayTheirModelWantItsName() throws IOException {
    Path weights = folder.resolve("a.safetensors");
    try (InputStream in = Safetensors.write(List.of(), Map.of()).open()) {
      Files.copy(in, weights);
    }
    assertThat(run(weights, "-o", folder.resolve("x.pt").toString()))
        .contains("a.safetensors does not say which model it is of: give its --cfg");
  }
}
