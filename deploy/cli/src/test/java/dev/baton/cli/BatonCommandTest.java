package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BatonCommandTest {
  @TempDir Path temporary;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void withoutArgumentsItPrintsItsHelp() {
    assertThat(run()).isZero();
    assertThat(out.toString()).startsWith("Usage: baton").contains("up", "doctor", "status");
  }

  @Test
  void everySubcommandHasHelpWithAnExample() {
    CommandLine baton = BatonCommand.commandLine();
    assertThat(baton.getSubcommands()).isNotEmpty();
    baton
        .getSubcommands()
        .forEach(
            (name, command) -> {
              out.getBuffer().setLength(0);
              assertThat(run(name, "--help")).as(name).isZero();
              assertThat(out.toString()).as(name).contains("Usage: baton " + name);
              boolean isGroup = !command.getSubcommands().isEmpty();
              assertThat(isGroup || out.toString().contains("Example")).as(name).isTrue();
            });
  }

  @Test
  void wrongUsageIsStatus2WithASuggestionAndWithoutStackTrace() {
    assertThat(run("stats")).isEqualTo(2);
    assertThat(err.toString()).contains("stats").contains("status").doesNotContain("\tat ");

    err.getBuffer().setLength(0);
    assertThat(run("up", "--wrokers", "3")).isEqualTo(2);
    assertThat(err.toString()).contains("--wrokers").contains("--workers");

    err.getBuffer().setLength(0);
    assertThat(run("up", "--workers", "many")).isEqualTo(2);
    assertThat(err.toString()).contains("many").contains("baton up --help");

    err.getBuffer().setLength(0);
    assertThat(run("up", "--workers", "-1", "--dir", temporary.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("give 0 to 64");
  }

  @Test
  void failureIsStatus1WithOneSentence() {
    assertThat(run("status", "--dir", temporary.toString())).isEqualTo(1);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("baton: No fleet runs in " + temporary)
        .contains("baton up");
  }

  private int run(String... args) {
    CommandLine baton = BatonCommand.commandLine();
    baton.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return baton.execute(args);
  }
}
