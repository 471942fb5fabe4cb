package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final int FEATURE = Runtime.version().feature();

  @TempDir private Path folder;
  private Path jars;

  @BeforeEach
  void makeJars() throws Exception {
    jars = Files.createDirectory(folder.resolve("lib"));
    Files.writeString(jars.resolve("a.jar"), "one");
  }

  @Test
  void isAnotherOneForOtherJarsAndForAnotherJava() throws Exception {
    ClassArchive before = archive(JAVA);
    assertThat(archive(JAVA)).isEqualTo(before);
    assertThat(archive(Path.of("/other/java")).file()).isNotEqualTo(before.file());

    Files.writeString(jars.resolve("a.jar"), "another");

    assertThat(archive(JAVA).file()).isNotEqualTo(before.file());
  }

  @Test
  void takesThePlaceOfThatOfOtherJarsButNotOfAnotherJava() throws Exception {
    Path otherJava = Files.createFile(archive(Path.of("/other/java")).file());
    Path otherJars = Files.createFile(archive(JAVA).file());
    Files.writeString(jars.resolve("a.jar"), "another");
    ClassArchive archive = archive(JAVA);
    Files.createFile(archive.file());

    assertThat(archive.predecessors()).containsExactly(otherJars);
    assertThat(otherJava).exists();
  }

  @Test
  void aProcessStartsWithoutAWordFromOneThatIsDamagedOrGone() throws Exception {
    ClassArchive archive = archive(JAVA);
    assertThat(outputWith(archive)).isEqualTo(outputWith(List.of()));

    Files.writeString(archive.file(), "no archive");

    assertThat(outputWith(archive)).isEqualTo(outputWith(List.of()));
  }

  private ClassArchive archive(Path java) throws Exception {
    return ClassArchive.of("scheduler", folder, jars, java, FEATURE, List.of());
  }

  private static String outputWith(ClassArchive archive) throws Exception {
    return outputWith(archive.flags());
  }

  /** Without the mode, which says whether classes are shared. */
  private static String outputWith(List<String> flags) throws Exception {
    List<String> command = new ArrayList<>(List.of(JAVA.toString()));
    command.addAll(flags);
    command.add("-version");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.replace(", sharing", "");
  }
}
