package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.worker.yolo.shapes.ShapesDataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FileFailureTest {
  @TempDir Path folder;
  private String dataYaml;
  private Path belowAFile;

  @BeforeEach
  void drawImages() throws Exception {
    dataYaml = ShapesDataset.draw(folder.resolve("shapes"), 1, 1, 1, 32).toString();
    belowAFile = Files.createFile(folder.resolve("file")).resolve("below.png");
  }

  @Test
  void commandsThatCannotWriteSayWhereAndWhyInOneLine() throws Exception {
    Path full = Files.createSymbolicLink(folder.resolve("full.png"), Path.of("/dev/full"));
    assertThat(said("data", "check", dataYaml, "-o", full.toString()))
        .isEqualTo(
            "baton: %s: the disk is full; free some space, or choose another place"
                .formatted(full));
    String to = belowAFile.toString();
    assertThat(said("data", "import", dataYaml, "--from=yolo", "--to=" + to)).isEqualTo(below());
    assertThat(said("data", "check", dataYaml, "-o", to)).isEqualTo(below());
  }

  private String below() {
    return "baton: %s: a folder above it is a file; give another path".formatted(belowAFile);
  }

  /** What a command that fails says. */
  private static String said(String... arguments) {
    StringWriter errors = new StringWriter();
    CommandLine line = BatonCommand.commandLine();
    line.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(errors));
    assertThat(line.execute(arguments)).as(errors.toString()).isEqualTo(1);
    return errors.toString().strip();
  }

  @Test
  void saysWhatToDo() {
    assertThat(FileFailure.sentence(new AccessDeniedException("/x")))
        .isEqualTo(
            "/x: you may not read or write there; choose another place, or change its permissions");
    assertThat(FileFailure.sentence(new NoSuchFileException("/proc/x")))
        .isEqualTo("/proc/x is not there and cannot be made; give another path");
    assertThat(FileFailure.sentence(new FileSystemException("/x", null, "No space left on device")))
        .isEqualTo("/x: the disk is full; free some space, or choose another place");
    assertThat(FileFailure.sentence(new FileSystemException("/x/logs", null, "Not a directory")))
        .isEqualTo("/x/logs: a folder above it is a file; give another path");
    assertThat(FileFailure.sentence(new FileSystemException("/x", null, "Odd thing")))
        .isEqualTo("/x cannot be used: Odd thing");
    assertThat(FileFailure.sentence(new FileSystemException("/x")))
        .isEqualTo("/x cannot be used; give another path");
    assertThat(FileFailure.sentence(new FileAlreadyExistsException("/x")))
        .isEqualTo("/x is there already, and is no folder; give another path");
    assertThat(FileFailure.sentence(new IOException("it is no image"))).isEqualTo("it is no image");
  }
}
