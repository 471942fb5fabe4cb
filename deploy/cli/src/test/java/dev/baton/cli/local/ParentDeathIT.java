package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a fleet when the process that looks after it ends. */
class ParentDeathIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path temporary;

  private Process parent;

  @AfterEach
  void endParent() {
    if (parent != null) {
      parent.destroyForcibly();
    }
  }

  @Test
  void sigkillOfTheParentLeavesNoProcessAndTheNextFleetStarts() throws Exception {
    startParent();
    Collection<ProcessIdentity> children = children();
    assertThat(children).hasSize(2).allMatch(child -> child.find().isPresent());

    parent.destroyForcibly().waitFor();

    await("the children to halt")
        .atMost(SOON)
        .until(() -> children.stream().allMatch(child -> child.find().isEmpty()));
    startParent();
    assertThat(children()).hasSize(2).doesNotContainAnyElementsOf(children);
  }

  @Test
  void ctrlCReachesTheWholeGroupAndStillStopsInOrder() throws Exception {
    BufferedReader output = startParent();
    Collection<ProcessIdentity> children = children();

    // A terminal sends SIGINT to every process in the foreground.
    Stream<Long> group =
        Stream.concat(children.stream().map(ProcessIdentity::pid), Stream.of(parent.pid()));
    List<String> kill = new ArrayList<>(List.of("kill", "-INT"));
    group.map(String::valueOf).forEach(kill::add);
    assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();

    // Not where this build itself runs with SIGINT ignored, as by `mvn verify &` in a script.
    assertThat(parent.onExit()).succeedsWithin(SOON).returns(128 + 2, Process::exitValue);
    assertThat(children).allMatch(child -> child.find().isEmpty());
    assertThat(output.lines().toList())
        .contains("The fleet stops: workers first, which commit a checkpoint")
        .noneMatch(line -> line.contains("killed"));
    assertThat(children()).isEmpty();
  }

  private BufferedReader startParent() throws IOException {
    parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-Dbaton.dist=" + System.getProperty("baton.dist"),
                "-cp",
                System.getProperty("java.class.path"),
                FleetParent.class.getName(),
                temporary.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8));
    List<String> said = new ArrayList<>();
    String line;
    while ((line = output.readLine()) != null) {
      said.add(line);
      if (line.equals(FleetParent.READY)) {
        return output;
      }
    }
    throw new AssertionError("The parent ended before it was ready: " + said);
  }

  private Collection<ProcessIdentity> children() {
    return FleetFile.find(new FleetFolder(temporary)).orElseThrow().children().values();
  }
}
