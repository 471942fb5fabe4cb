package dev.baton.cli.val;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
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
    "--task=valid, 'give train, val or test'"
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

  private static String errorsOf(String... arguments) {
    StringWriter errors = new StringWriter();
    int exitCode =
        new CommandLine(new ValCommand()).setErr(new PrintWriter(errors, true)).execute(arguments);
    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
    return errors.toString();
  }
}
