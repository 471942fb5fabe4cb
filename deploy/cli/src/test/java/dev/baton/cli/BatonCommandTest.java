package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.output.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.apache.kafka.common.errors.TimeoutException;
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
    assertThat(err.toString())
        .isEqualTo(
            "baton: There is no command \"stats\"; did you mean \"status\"? (see baton --help)\n");

    err.getBuffer().setLength(0);
    assertThat(run("up", "--wrokers", "3")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "baton: There is no option --wrokers; did you mean \"--workers\"? (see baton up --help)\n");

    err.getBuffer().setLength(0);
    assertThat(run("up", "--workers", "many")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "baton: --workers \"many\": give a whole number, for example 8 (see baton up --help)\n");

    err.getBuffer().setLength(0);
    assertThat(run("up", "--workers", "-1", "--dir", temporary.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("give 0 to 64");
  }

  @Test
  void saysTheRightFormWhereSomethingIsMissingOrTooMuch() {
    assertThat(run("priority", "exp1")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "baton: 0-10 is missing: write baton priority JOB 0-10 (see baton priority --help)\n");

    err.getBuffer().setLength(0);
    assertThat(run("watch", "exp1", "exp2")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("baton: \"exp2\" is too much: write baton watch JOB (see baton watch --help)\n");

    err.getBuffer().setLength(0);
    assertThat(run("priority", "exp1", "high")).isEqualTo(2);
    assertThat(err.toString()).startsWith("baton: 0-10 \"high\": give a whole number");

    err.getBuffer().setLength(0);
    assertThat(run("train", "--data")).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains("--data");

    err.getBuffer().setLength(0);
    assertThat(run("watch", "")).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("baton: JOB \"\" cannot be used: use 1 to 63");

    err.getBuffer().setLength(0);
    assertThat(run("data", "import", "x", "--from", "zip", "--to", "y")).isEqualTo(2);
    assertThat(err.toString()).startsWith("baton: --from \"zip\": give one of voc, coco, yolo (");

    err.getBuffer().setLength(0);
    assertThat(run("extend", "exp1")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "baton: --epochs N is missing: write baton extend JOB --epochs N (see baton extend --help)\n");

    err.getBuffer().setLength(0);
    assertThat(run("export")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "baton: --output FILE and WEIGHTS are missing: write baton export WEIGHTS --output FILE (see baton export --help)\n");

    err.getBuffer().setLength(0);
    assertThat(run("data", "import")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("baton: --from FORMAT, --to DIR2 and DIR are missing: write baton data import");

    err.getBuffer().setLength(0);
    assertThat(run("predict", "--weights=w.pt", "--source=x", "--conf-thres=high")).isEqualTo(2);
    assertThat(err.toString()).startsWith("baton: --conf-thres \"high\": give a number, for");

    err.getBuffer().setLength(0);
    assertThat(run("jobs", "-x")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("baton: There is no option -x (see baton jobs --help)\n");
  }

  @Test
  void aDemoWithoutItsDataDoesNotBegin() {
    assertThat(run("demo", "--data", temporary.resolve("data.yaml").toString())).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains("data.yaml is not there or not readable");
  }

  @Test
  void aWorkerThatCouldNeverTrainIsRefused() {
    assertThat(run("worker", "--threads", "0")).isEqualTo(2);
    assertThat(err.toString()).startsWith("baton: --threads 0: give at least 1");

    err.getBuffer().setLength(0);
    assertThat(run("worker", "--pool", "GPU_1")).isEqualTo(2);
    assertThat(err.toString()).startsWith("baton: --pool \"GPU_1\" cannot be used: use a-z 0-9");

    err.getBuffer().setLength(0);
    assertThat(run("worker", "--name", "rack/1")).isEqualTo(2);
    assertThat(err.toString()).startsWith("baton: --name \"rack/1\": use letters, digits");
  }

  @Test
  void helpIsAsWideAsTheTerminalWithinLimits() {
    PrintWriter writer = new PrintWriter(out);
    assertThat(BatonCommand.helpWidth(new Terminal(writer, true, false, 80))).isEqualTo(80);
    assertThat(BatonCommand.helpWidth(new Terminal(writer, true, false, 20))).isEqualTo(55);
    assertThat(BatonCommand.helpWidth(new Terminal(writer, true, false, 200))).isEqualTo(100);
    assertThat(BatonCommand.helpWidth(new Terminal(writer, false, false, 80))).isEqualTo(100);
  }

  @Test
  void helpIsAlsoACommand() {
    assertThat(run("help")).isZero();
    assertThat(out.toString()).startsWith("Usage: baton");
    out.getBuffer().setLength(0);
    assertThat(run("help", "data", "import")).isZero();
    assertThat(out.toString()).startsWith("Usage: baton data import");
    assertThat(run("help", "trian")).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean \"train\"?");
  }

  @Test
  void whatMayWellHappenIsToldInOneSentence() {
    IOException denied = new AccessDeniedException("/x");
    assertThat(BatonCommand.sentence(new UncheckedIOException(denied)))
        .isEqualTo(BatonCommand.sentence(denied))
        .hasValueSatisfying(told -> assertThat(told).startsWith("/x: you may not"));
    assertThat(BatonCommand.sentence(new TimeoutException("no offsets in 15 s")))
        .hasValueSatisfying(told -> assertThat(told).startsWith("Kafka gives no answer"));
    assertThat(BatonCommand.sentence(new IllegalStateException("a fault"))).isEmpty();
    assertThat(BatonCommand.sentence(new IllegalArgumentException())).as("no word").isEmpty();

    assertThat(run("up", "--dir", "")).isEqualTo(1);
    assertThat(err.toString()).startsWith("baton: --dir is empty: give a folder");
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
