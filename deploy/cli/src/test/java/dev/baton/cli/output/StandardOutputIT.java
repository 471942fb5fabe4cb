package dev.baton.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.BatonCommand;
import dev.baton.common.process.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands whose output cannot be written, as processes of their own. */
class StandardOutputIT {
  private static final File FULL_DISK = new File("/dev/full");

  @Test
  void aResultThatIsLostOnAFullDiskIsAFailure() throws Exception {
    for (String command : List.of("version", "help", "config")) {
      Process process = start(Redirect.to(FULL_DISK), command);
      assertThat(process.errorReader().lines().toList())
          .containsExactly(
              "baton: standard output: the disk is full; free some space, or choose another place");
      assertThat(process.waitFor()).as(command).isEqualTo(1);
    }
  }

  @Test
  void aReaderThatGoesAwayIsNone() throws Exception {
    Process process = start(Redirect.PIPE, "model", "yolov9-c", "--verbose");
    process.getInputStream().close();
    assertThat(process.errorReader().lines()).isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  private static Process start(Redirect output, String... arguments) throws IOException {
    List<String> english = List.of("-Duser.language=en");
    return new ProcessBuilder(JavaProcess.command(english, BatonCommand.class, arguments))
        .redirectOutput(output)
        .start();
  }
}
