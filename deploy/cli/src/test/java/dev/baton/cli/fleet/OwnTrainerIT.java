package dev.baton.cli.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.cli.local.Plugins;
import dev.baton.common.messages.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer of docs/examples/my-trainer, built outside of Baton and given to a fleet. */
class OwnTrainerIT {
  private static final Path EXAMPLE = Path.of("../../docs/examples/my-trainer/src/main");

  @TempDir static Path temporary;
  private static LocalFleet fleet;
  private static FleetObserver observer;

  @BeforeAll
  static void buildTheJarAndStartAFleetWithIt() throws Exception {
    Path classes = temporary.resolve("classes");
    Path plugins = Files.createDirectories(temporary.resolve("plugins"));
    String libraries =
        String.join(":", files(Path.of(System.getProperty("baton.dist"), "lib"), ".jar"));
    Stream<String> sources = files(EXAMPLE.resolve("java"), ".java").stream();
    run("javac", Stream.concat(Stream.of("-cp", libraries, "-d", classes + ""), sources));
    Path resources = EXAMPLE.resolve("resources");
    String jar = plugins.resolve("my-trainer.jar").toString();
    run("jar", Stream.of("-cf", jar, "-C", classes + "", ".", "-C", resources + "", "."));
    fleet =
        LocalFleet.open(
            new FleetOptions(
                new FleetFolder(temporary.resolve("fleet")),
                2,
                1,
                FleetOptions.Ports.ANY,
                new Plugins(Optional.of(plugins)),
                Optional.empty()),
            line -> {});
    fleet.start();
    observer = new FleetObserver(fleet.connection().kafka());
  }

  @AfterAll
  static void stop() {
    try (LocalFleet closing = fleet;
        FleetObserver first = observer) {
      assertThat(first).isNotNull();
      assertThat(closing).isNotNull();
    }
  }

  @Test
  void aTrainerThatOthersWroteLosesItsWorkersAndEndsInTheSameBits() throws Exception {
    train("unbroken");
    String unbroken = observer.finalDigest("unbroken");
    train("killed");
    for (int kill = 1; kill <= 2; kill++) {
      int committed = checkpoints().size();
      observer.await(
          "a checkpoint before kill %d".formatted(kill),
          () -> checkpoints().size() > committed || observer.isOver("killed"));
      fleet.kill(checkpoints().getLast().worker());
    }
    assertThat(observer.finalDigest("killed")).isEqualTo(unbroken);
    assertThat(observer.of(Event.AttemptStarted.class, "killed"))
        .hasSizeGreaterThan(1)
        .allMatch(started -> started.numerics().startsWith("cpu/libtorch-"));
    assertThat(observer.of(Event.JobFinished.class, "killed").getLast().metrics().get("accuracy"))
        .isGreaterThan(0.8);
  }

  private static List<Event.Checkpointed> checkpoints() {
    return observer.of(Event.Checkpointed.class, "killed");
  }

  private static void train(String job) {
    observer.request(
        job,
        """
        {"version":1,"type":"train","job":"%s","task":"digits","epochs":10,"batch":32,"checkpoint_every":"200ms","requestId":"%s","hyp":{"steps":300,"lr0":0.05}}
        """
            .formatted(job, job)
            .strip()
            .getBytes(UTF_8));
  }

  private static List<String> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).filter(name -> name.endsWith(ending)).toList();
    }
  }

  private static void run(String tool, Stream<String> arguments) {
    ToolProvider found = ToolProvider.findFirst(tool).orElseThrow();
    assertThat(found.run(System.out, System.err, arguments.toArray(String[]::new)))
        .as("exit code of %s", tool)
        .isZero();
  }
}
