package dev.baton.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();

  @Test
  void thatNoFleetRunsHereIsNoFault() {
    run("--dir", folder.toString());
    assertThat(out.toString()).contains("skipped  fleet   No fleet runs in " + folder);
  }

  @Test
  void servicesThatAreNamedInPartCannotBeLookedAtWhichIsAFault() {
    assertThat(run("--kafka", "kafka:9092", "--dir", folder.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("failed   fleet   Outside services are named only in part");
  }

  private int run(String... arguments) {
    return new CommandLine(new DoctorCommand())
        .setOut(new PrintWriter(out, true))
        .execute(arguments);
  }
}
