package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.objectstore.StoreAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FleetCommandsTest {
  private static final String SILENCE_UNSAFE = "--sun-misc-unsafe-memory-access=allow";
  private static final FleetConnection FLEET =
      new FleetConnection(
          KafkaConnection.of("127.0.0.1:1"),
          StoreAddress.parse("s3://baton", "http://127.0.0.1:2"),
          "id",
          "hush");

  @Test
  void givesAFlagOnlyToTheJavaThatKnowsIt() {
    assertThat(withJava(21).scheduler(FLEET, Optional.empty(), Optional.empty()))
        .doesNotContain(SILENCE_UNSAFE);
    assertThat(withJava(22).scheduler(FLEET, Optional.empty(), Optional.empty()))
        .doesNotContain(SILENCE_UNSAFE);
    assertThat(withJava(23).scheduler(FLEET, Optional.empty(), Optional.empty()))
        .contains(SILENCE_UNSAFE);
  }

  @Test
  void theSchedulerServesItsPageWhereItIsTold() {
    assertThat(withJava(25).scheduler(FLEET, Optional.empty(), Optional.of("127.0.0.1:19080")))
        .containsSequence("--http", "127.0.0.1:19080");
    assertThat(withJava(25).scheduler(FLEET, Optional.empty(), Optional.empty()))
        .doesNotContain("--http");
  }

  @Test
  void keysAreInNoCommandLineSinceEverybodyCanReadThose() {
    List<String> command =
        withJava(25).worker(FLEET, "w", "default", new FleetFolder(Path.of("/f")), Plugins.NONE);
    assertThat(command).contains("--name", "w", "s3://baton").doesNotContain("hush", "id");
    assertThat(withJava(25).workerEnvironment(FLEET, Path.of("/n"), 1))
        .containsEntry("AWS_SECRET_ACCESS_KEY", "hush")
        .containsEntry("DJL_CACHE_DIR", "/n")
        .containsEntry("THP_MEM_ALLOC_ENABLE", "1");
  }

  /** In Java %d has the digits of the machine's language, and so would keys in the store. */
  @Test
  void writesNumbersAlikeOnMachinesOfEveryLanguage() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    FleetCommands commands =
        new FleetCommands(new Distribution(Path.of("/dist")), java, Runtime.version().feature());
    List<String> command = commands.scheduler(FLEET, Optional.empty(), Optional.empty());
    List<String> settings = new ArrayList<>(command.subList(0, command.indexOf("-cp")));
    settings.addAll(List.of("-XshowSettings:locale", "-version"));
    ProcessBuilder builder = new ProcessBuilder(settings).redirectErrorStream(true);
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Duser.language=fa -Duser.country=IR");

    String shown =
        new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(shown).containsPattern("default format locale = English \\(United States\\)");
  }

  /** A worker leaves out what its Java does not know, and takes more memory then. */
  @Test
  void thisJavaKnowsEveryFlagOfAWorker() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> worker =
        new FleetCommands(new Distribution(Path.of("/dist")), java, Runtime.version().feature())
            .worker(FLEET, "w", "default", new FleetFolder(Path.of("/f")), Plugins.NONE);
    List<String> command = new ArrayList<>(worker.subList(0, worker.indexOf("-cp")));
    assertThat(command.remove("-XX:+IgnoreUnrecognizedVMOptions")).isTrue();
    command.add("-version");

    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
  }

  @Test
  void aChildIgnoresTheTerminalWatchesItsParentAndLeavesCrashReportsByTheLogs() {
    assertThat(FleetCommands.asChild(List.of("java", "a main"), new FleetFolder(Path.of("/f"))))
        .startsWith("/bin/sh")
        .endsWith("java", "-XX:ErrorFile=/f/logs/hs_err_pid%p.log", "a main", "--stdin-guard");
  }

  private static FleetCommands withJava(int feature) {
    return new FleetCommands(new Distribution(Path.of("/dist")), Path.of("/jdk/bin/java"), feature);
  }
}
