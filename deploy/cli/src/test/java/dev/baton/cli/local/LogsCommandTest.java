package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LogsCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeLogs() throws Exception {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    Files.writeString(
        logs.resolve("scheduler.log"),
        "2026-01-02T03:04:05.100 INFO  Published command: job=exp1 command=1\n");
    Files.writeString(
        logs.resolve("worker-1.log"),
        """
        Worker ready: worker-1
        2026-01-02T03:04:05.300 INFO  job=exp1, attempt=ab Cannot commit
        \tat somewhere
        2026-01-02T03:04:05.400 INFO  job=exp2, attempt=cd Finished epoch 1
        """);
    Files.writeString(
        logs.resolve("worker-2.log"),
        "2026-01-02T03:04:05.200 INFO  job=exp1, attempt=ef Finished epoch 1\n");
  }

  @Test
  void showsWhatAllWroteAboutAJobInTheOrderOfTime() {
    assertThat(run("exp1")).as(err.toString()).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "scheduler | 2026-01-02T03:04:05.100 INFO  Published command: job=exp1 command=1",
            "worker-2 | 2026-01-02T03:04:05.200 INFO  job=exp1, attempt=ef Finished epoch 1",
            "worker-1 | 2026-01-02T03:04:05.300 INFO  job=exp1, attempt=ab Cannot commit",
            "worker-1 | \tat somewhere");
  }

  @Test
  void showsTheLastLinesOnly() {
    assertThat(run("exp1", "-n", "1")).isZero();
    assertThat(out.toString()).isEqualTo("worker-1 | \tat somewhere" + System.lineSeparator());
  }

  @Test
  void showsOneChildAsItIs() {
    assertThat(run("worker-1")).isZero();
    assertThat(out.toString()).startsWith("Worker ready: worker-1").contains("job=exp2");
  }

  @Test
  void showsAllChildrenWithTheirNames() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("worker-1 | Worker ready", "scheduler | 2026");
  }

  @Test
  void aFolderThatCannotBeReadIsNotOneWithoutAFleet() throws IOException {
    Path logs = folder.resolve("logs");
    Files.move(logs, folder.resolve("other"));
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString()).startsWith("No fleet has run in " + folder);

    err.getBuffer().setLength(0);
    Files.writeString(logs, "no folder");
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString()).isEqualTo(logs.toString());
  }

  @Test
  void saysWhatThereIsWhenANameIsNeitherChildNorJob() {
    assertThat(run("wroker-1")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("Nothing here is called \"wroker-1\", and no line names such a job")
        .contains("scheduler, worker-1, worker-2", "did you mean \"worker-1\"?");
    assertThat(run("-n", "-1")).isEqualTo(2);
  }

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new LogsCommand());
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    line.setExecutionExceptionHandler(
        (e, failed, result) -> {
          err.append(e.getMessage());
          return 1;
        });
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--dir";
    all[arguments.length + 1] = folder.toString();
    return line.execute(all);
  }
}
