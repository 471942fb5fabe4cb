package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** In real shells, beside a {@code baton} that knows two jobs, a worker and a data set. */
class CompletionCommandTest {
  /** Types a line and the tab key into the shell $1, and prints what the line then was. */
  private static final String TYPING =
      """
      zmodload zsh/zpty
      zpty terminal $1
      zpty -w terminal "source '$2'; PS1='PROM''PT>'"
      zpty -r -m terminal seen '*PROMPT>*'
      zpty -w -n terminal "$3"$'\\t\\n'
      zpty -r -m terminal seen '*RAN\\[*\\]*'
      print -r -- ${${seen##*RAN\\[}%%\\]*}
      """;

  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  private Path called;

  @BeforeEach
  void writeProgram() throws IOException {
    called = folder.resolve("called");
    program("echo cells-1; echo cells-2; echo other");
  }

  /** Shells that are left write their history, and answers that are renewed, a little later. */
  @AfterEach
  void removeFolder() {
    await("the folder to be left alone")
        .atMost(1, MINUTES)
        .ignoreExceptions()
        .until(
            () -> {
              try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                  Files.delete(file);
                }
              }
              return Files.notExists(folder);
            });
  }

  @Test
  void completesCommandsAndOptions() throws Exception {
    assertThat(completed("wat")).isEqualTo("watch");
    assertThat(completed("train --close")).isEqualTo("--close-mosaic");
    assertThat(completed("train --proj")).as("what means nothing here").isEmpty();
    assertThat(completed("completion ")).isEqualTo("bash zsh");
    assertThat(completed("nam")).as("what shells alone call").isEmpty();
  }

  @Test
  void completesNamesThatTheFleetKnows() throws Exception {
    assertThat(completed("watch ce")).isEqualTo("cells-1 cells-2");
    assertThat(completed("events o --js")).isEqualTo("--json");
    assertThat(completed("predict --weights o")).isEqualTo("other");
    assertThat(completed("predict --source o")).as("a file").isEmpty();
    assertThat(completed("train --name o")).as("a new name").isEmpty();
    assertThat(completed("drain w")).isEqualTo("worker-7");
    assertThat(completed("data pull b")).isEqualTo("bccd");
  }

  @Test
  void asksTheFleetThatTheLineNames() throws Exception {
    completed("watch --dir there --kafka=k:1 ce");
    assertThat(called).content().isEqualTo("names jobs --dir there --kafka=k:1%n".formatted());
  }

  @Test
  void offersAnOldAnswerAtOnceAndRenewsIt() throws Exception {
    assertThat(completed("watch ol")).isEmpty();
    Path answer = answer();
    Files.writeString(answer, "%d%nold-job%n".formatted(Instant.now().getEpochSecond() - 60));

    assertThat(completed("watch ol")).isEqualTo("old-job");

    await("the renewed answer").atMost(1, MINUTES).until(() -> readable(answer).contains("cells"));
    assertThat(Files.getPosixFilePermissions(answer.getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void isSilentWhereTheFleetCannotBeAsked() throws Exception {
    program("echo trouble >&2; exit 1");
    assertThat(completed("watch ce")).isEmpty();
    Files.delete(folder.resolve("bin/baton"));
    Files.delete(answer());
    assertThat(completed("watch ce")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "pri, priority",
    "watch o, watch other",
    "watch ce, watch cells-",
    "drain w, drain worker-7",
    "data rm b, data rm bccd",
    "train --data baton://b, train --data baton://bccd",
  })
  void worksInZsh(String typed, String line) throws Exception {
    assertThat(typed("zsh -f -i", "zsh", typed)).isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource({
    "pri, priority",
    "watch o, watch other",
    "watch ce, watch cells-",
    "train --data baton://b, train --data baton://bccd",
  })
  void worksInBash(String typed, String line) throws Exception {
    assertThat(typed("bash --norc --noprofile -i", "bash", typed)).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void theScriptIsWholeAndOfItsShell(String shell) {
    assertThat(script(shell))
        .contains("complete -F", "_baton_complete")
        .doesNotContain("@KINDS@", "@GROUPS@");
    assertThat(script("zsh")).startsWith("autoload -U +X compinit");
  }

  /** A program that answers so when it is asked for the names of jobs. */
  private void program(String jobs) throws IOException {
    Path program = Files.createDirectories(folder.resolve("bin")).resolve("baton");
    Files.writeString(
        program,
        """
        #!/bin/sh
        case "$1 $2" in
          'names jobs') echo "$*" >>'%s'; %s ;;
          'names workers') echo worker-7 ;;
          'names datasets') echo bccd ;;
          *) echo "RAN[$*]" ;;
        esac
        """
            .formatted(called, jobs));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Where the answer for jobs is kept. */
  private Path answer() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache/completion"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("jobs-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String readable(Path file) throws IOException {
    return Files.readString(file);
  }

  /** What bash offers for the last word of {@code words}. */
  private String completed(String words) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("completion.bash"), script("bash"));
    String asking =
        "source %s; compopt() { :; }; COMP_LINE='baton %s'; COMP_WORDS=(baton %s%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _baton_complete; echo \"${COMPREPLY[@]}\""
            .formatted(script, words, words, words.endsWith(" ") ? "''" : "");
    return run("bash", "--norc", "-c", asking);
  }

  /** The line that {@code shell} runs after a tab key behind {@code typed}. */
  private String typed(String shell, String kind, String typed)
      throws IOException, InterruptedException {
    assumeTrue(isThere("zsh"), "There is no zsh here, which types into shells");
    assumeTrue(isThere(kind), "There is no %s here".formatted(kind));
    Path script = Files.writeString(folder.resolve("completion." + kind), script(kind));
    Path typing = Files.writeString(folder.resolve("typing.zsh"), TYPING);
    return run("zsh", "-f", typing.toString(), shell, script.toString(), "baton " + typed);
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(bin -> Files.isExecutable(Path.of(bin, program)));
  }

  private String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
    builder.directory(folder.toFile());
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("BATON_CACHE_DIR", folder.resolve("cache").toString());
    builder.environment().put("HISTFILE", "/dev/null");
    builder.environment().put("TERM", "dumb");
    Process process = builder.start();
    process.getOutputStream().close();
    Thread guard = Thread.ofVirtual().start(() -> endAfterAMinute(process));
    String answer = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    guard.interrupt();
    assertThat(process.waitFor()).as(answer).isZero();
    return answer;
  }

  /** A shell that waits for what never comes would wait for ever. */
  private static void endAfterAMinute(Process process) {
    try {
      if (!process.waitFor(1, MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it has ended
    }
  }

  private static String script(String shell) {
    StringWriter out = new StringWriter();
    // As standard output has it: what is not flushed is lost.
    PrintWriter buffered = new PrintWriter(new BufferedWriter(out), true);
    CommandLine baton = BatonCommand.commandLine().setOut(buffered);
    assertThat(baton.execute("completion", shell)).isZero();
    return out.toString();
  }
}
