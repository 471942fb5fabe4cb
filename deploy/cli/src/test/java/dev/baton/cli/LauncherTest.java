package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The {@code baton} script in a small tree of its own, with JDKs and a Maven that only say who they
 * are.
 */
class LauncherTest {
  /** What the script calls besides java and mvn. */
  private static final List<String> TOOLS =
      List.of(
          "awk",
          "bash",
          "cat",
          "dirname",
          "find",
          "flock",
          "grep",
          "head",
          "ls",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "tail",
          "touch");

  @TempDir Path temporary;

  private Path tree;
  private Path launcher;
  private Path bin;
  private final Map<String, String> environment = new TreeMap<>();

  @BeforeEach
  void growATree() throws IOException {
    tree = Files.createDirectories(temporary.resolve("a clone"));
    launcher = tree.resolve("baton");
    Files.copy(Path.of("../../baton"), launcher);
    Files.writeString(tree.resolve("pom.xml"), "<project/>");
    for (String module : List.of("common", "scheduler", "worker", "deploy")) {
      Files.createDirectories(tree.resolve(module + "/src/main/java"));
    }
    bin = Files.createDirectories(temporary.resolve("bin"));
    for (String tool : TOOLS) {
      script(bin.resolve(tool), "exec %s \"$@\"".formatted(which(tool)));
    }
    environment.put("PATH", bin.toString());
    environment.put("HOME", temporary.resolve("home").toString());
    environment.put("BATON_JVM_DIRS", temporary.resolve("jvm").toString());
    maven("mkdir -p \"${dist}/lib\"");
  }

  @Test
  void runsTheNewestInstalledJdkWithLongTermSupport() throws Exception {
    for (String version : List.of("17.0.1", "21.0.2", "25", "26.0.1")) {
      jdk("jvm/java-" + version, version);
    }
    assertThat(run("version").output()).contains("jvm/java-25/bin/java", "BatonCommand version");
  }

  @Test
  void takesANewerOneWithoutLongTermSupportWhereThereIsNoOther() throws Exception {
    jdk("jvm/java-17", "17");
    jdk("jvm/java-24", "24.0.1");
    assertThat(run("version").output()).contains("jvm/java-24/bin/java");
  }

  @Test
  void prefersTheNamedJavaThenJavaHomeThenThePath() throws Exception {
    jdk("jvm/java-25", "25");
    Files.createSymbolicLink(bin.resolve("java"), jdk("on-path", "22").resolve("bin/java"));
    assertThat(run("version").output()).contains(bin + "/java ");

    environment.put("JAVA_HOME", jdk("home jdk", "21").toString());
    assertThat(run("version").output()).contains("home jdk/bin/java");

    environment.put("BATON_JAVA", jdk("named", "23").toString());
    assertThat(run("version").output()).contains("named/bin/java");
    environment.put("BATON_JAVA", temporary.resolve("named/bin/java").toString());
    assertThat(run("version").output()).contains("named/bin/java");
  }

  @Test
  void passesOverAnOldJavaHomeAndPathAndAsksAJavaWithoutReleaseFile() throws Exception {
    environment.put("JAVA_HOME", jdk("old", "1.8.0_402").toString());
    Files.createSymbolicLink(bin.resolve("java"), jdk("on-path", "17.0.15").resolve("bin/java"));
    Path jdk = jdk("home/.sdkman/candidates/java/21.0.4-tem", "21.0.4");
    Files.delete(jdk.resolve("release"));
    assertThat(run("version").output()).contains("21.0.4-tem/bin/java");
  }

  @Test
  void commandsThatHashMuchHaveTheOptimizingCompilerAndAllOthersStartSooner() throws Exception {
    jdk("jvm/java-25", "25");
    for (String hashing :
        List.of("verify job", "fetch job", "replay job", "data push", "bench checkpoint")) {
      assertThat(run(hashing.split(" ")).output())
          .contains("BatonCommand " + hashing)
          .doesNotContain("TieredStopAtLevel");
    }
    for (String other : List.of("jobs", "data check", "bench step")) {
      assertThat(run(other.split(" ")).output()).contains("-XX:TieredStopAtLevel=1");
    }
  }

  @Test
  void saysWhatToInstallWhenThereIsNoJdk() throws Exception {
    jdk("jvm/java-17", "17");
    Outcome outcome = run("version");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output().lines())
        .singleElement()
        .asString()
        .contains("no JDK 21", "install");
  }

  @Test
  void refusesANamedJavaThatIsMissingOrTooOld() throws Exception {
    jdk("jvm/java-25", "25");
    environment.put("BATON_JAVA", "/no/such/jdk");
    assertThat(run("version").status()).isEqualTo(1);
    assertThat(run("version").output()).contains("/no/such/jdk", "unset it");

    environment.put("BATON_JAVA", jdk("old", "17.0.1").toString());
    assertThat(run("version").output()).contains("Java 17", "needs 21");
  }

  @Test
  void buildsOnceAndAgainWhenASourceIsNewerOrDeleted() throws Exception {
    jdk("jvm/java-21", "21");
    Path source = tree.resolve("worker/src/main/java/A.java");
    Files.writeString(source, "class A {}");
    assertThat(run("version").output()).contains("building in " + tree);
    assertThat(run("version").output()).doesNotContain("building");

    Path stamp = tree.resolve("deploy/target/dist/built");
    for (Path changed : List.of(source, tree.resolve("pom.xml"), source.getParent())) {
      Instant later = Files.getLastModifiedTime(stamp).toInstant().plusSeconds(1);
      Files.setLastModifiedTime(changed, FileTime.from(later));
      assertThat(run("version").output()).as(changed.toString()).contains("building");
      Files.setLastModifiedTime(changed, FileTime.from(Instant.EPOCH));
      assertThat(run("version").output()).doesNotContain("building");
    }
  }

  @Test
  void runsAnOldBuildWhereThereIsNoTimeForANewOne() throws Exception {
    jdk("jvm/java-21", "21");
    run("version");
    Files.setLastModifiedTime(tree.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(9)));
    environment.put("BATON_NO_BUILD", "1");
    assertThat(run("version").output()).doesNotContain("building").contains("BatonCommand version");
  }

  @Test
  void buildsWithTheJdkItFoundAndKeepsTheOldBuildWhenTheNewOneFails() throws Exception {
    jdk("jvm/java-21", "21");
    maven("mkdir -p \"${dist}/lib\"; echo \"java $JAVA_HOME\" > \"${dist}/lib/who\"");
    run("version");
    Path built = tree.resolve("deploy/target/dist/lib/who");
    assertThat(built).content().isEqualTo("java %s/jvm/java-21%n".formatted(temporary));

    maven("echo '[ERROR] A.java:[1,2] cannot find symbol'; exit 1");
    Files.setLastModifiedTime(tree.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(9)));
    Outcome outcome = run("version");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output()).contains("cannot find symbol", "build.log");
    assertThat(built).exists();
  }

  @Test
  void callsAtTheSameTimeBuildOnce() throws Exception {
    jdk("jvm/java-21", "21");
    Path builds = temporary.resolve("builds");
    maven("echo built >> '%s'; mkdir -p \"${dist}/lib\"".formatted(builds));
    List<Process> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(start("version"));
    }
    for (Process call : calls) {
      assertThat(call.waitFor()).isZero();
    }
    assertThat(builds).content().isEqualTo("built%n".formatted());
  }

  @Test
  void saysWhatToInstallWhenMavenOrACompilerIsMissing() throws Exception {
    Path jdk = jdk("jvm/java-21", "21");
    Files.delete(bin.resolve("mvn"));
    assertThat(run("version").output()).contains("Maven is missing", "apt install maven");

    maven("true");
    Files.delete(jdk.resolve("bin/javac"));
    assertThat(run("version").output()).contains("cannot compile", "openjdk-21-jdk");
  }

  @Test
  void worksFromAnywhereThroughALinkAndPassesArgumentsAsTheyAre() throws Exception {
    jdk("jvm/java-21", "21");
    Path link = Files.createSymbolicLink(temporary.resolve("link"), Path.of("a clone/baton"));
    Files.createSymbolicLink(bin.resolve("baton"), link);
    Outcome outcome = run("train", "--name", "two words", "*");
    assertThat(outcome.output())
        .contains("-Dbaton.dist=%s/deploy/target/dist".formatted(tree))
        .contains(" -Duser.language=en -Duser.country=US ") // else keys have other digits
        .contains("BatonCommand train --name two words *");
  }

  @Test
  void aFolderOfPluginsComesBehindBatonsOwnJars() throws Exception {
    jdk("jvm/java-21", "21");
    environment.put("BATON_PLUGINS", "/my jars");
    assertThat(run("version").output())
        .contains("-cp %s/deploy/target/dist/lib/*:/my jars/* dev.baton".formatted(tree));
  }

  @Test
  void aCopyWithoutSourcesIsNeverBuilt() throws Exception {
    jdk("jvm/java-21", "21");
    Files.delete(tree.resolve("pom.xml"));
    assertThat(run("version").output()).doesNotContain("building").contains("BatonCommand version");
  }

  @Test
  void aReleaseFindsItsJarsBesideItsBinFolder() throws Exception {
    jdk("jvm/java-21", "21");
    Path release = Files.createDirectories(temporary.resolve("baton-1.0/bin"));
    launcher = Files.copy(launcher, release.resolve("baton"));
    assertThat(run("version").output())
        .contains("-Dbaton.dist=%s/baton-1.0 ".formatted(temporary))
        .contains("-cp %s/baton-1.0/lib/* ".formatted(temporary));
  }

  private record Outcome(int status, String output) {}

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return new Outcome(process.waitFor(), output);
  }

  /** Starts the launcher in another folder, by the link on the path if a test made one. */
  private Process start(String... arguments) throws IOException {
    Path link = bin.resolve("baton");
    List<String> command = new ArrayList<>();
    command.add((Files.exists(link) ? link : launcher).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.directory(temporary.toFile());
    return builder.start();
  }

  /** A JDK whose java says by what path it was called and with which arguments. */
  private Path jdk(String folder, String version) throws IOException {
    Path jdk = temporary.resolve(folder);
    Files.createDirectories(jdk.resolve("bin"));
    script(
        jdk.resolve("bin/java"),
        "[ \"$1\" != -version ] || { echo 'openjdk version \"%s\"' >&2; exit; }; echo \"$0 $*\""
            .formatted(version));
    script(jdk.resolve("bin/javac"), "true");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"%s\"%n".formatted(version));
    return jdk;
  }

  /** A Maven that does this; {@code dist} is where the launcher wants the jars. */
  private void maven(String body) throws IOException {
    script(
        bin.resolve("mvn"),
        "for a; do case $a in -Ddist.directory=*) dist=${a#*=} ;; esac; done; " + body);
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path which(String tool) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("This machine has no " + tool));
  }
}
