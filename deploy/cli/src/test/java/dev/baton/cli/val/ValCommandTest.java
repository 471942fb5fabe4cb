package dev.baton.cli.val;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ValCommandTest {

  @ParameterizedTest
  @CsvSource({
    "--half, in single precision",
    "--save-hybrid, take --save-txt",
    "--task=speed, use baton bench",
    "--task=study, baton val for each --img",
    "--task=valid, 'give train, val or test'",
    "--conf-thres=25, --conf-thres 25.0: give 0 to 1",
    "--iou-thres=NaN, --iou-thres NaN: give 0 to 1"
  })
  void whatYolov9HasAndBatonHasNotIsRefusedWithTheReason(String option, String reason) {
    assertThat(errorsOf("w.pt", "--data", "d.yaml", "--cfg", "gelan-t", option)).contains(reason);
  }

  @Test
  void theHelpNamesTheSplitsAndNothingThatIsRefused() {
    assertThat(new CommandLine(new ValCommand()).getUsageMessage())
        .contains("train, val or test of the data.yaml")
        .doesNotContain("--half", "--save-hybrid");
  }

  @Test
  void weightsThatAreNotThereLeaveNoFolderBehind(@TempDir Path project) {
    int exitCode =
        new CommandLine(new ValCommand())
            .setExecutionExceptionHandler((e, command, result) -> 1)
            .execute("none.pt", "--data", "d.yaml", "--project", project.toString());
    assertThat(exitCode).isEqualTo(1);
    assertThat(project).isEmptyDirectory();
  }

  private static String errorsOf(String... arguments) {
    StringWriter errors = new StringWriter();
    int exitCode =
        new CommandLine(new ValCommand()).setErr(new PrintWriter(errors, true)).execute(arguments);
    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
    return errors.toString();
  }
}
