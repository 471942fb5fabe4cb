package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DURATION;
import static org.awaitility.Awaitility.await;

import dev.baton.cli.local.ChildEvent.ChildDied;
import dev.baton.cli.local.ChildEvent.ChildStarted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With children that are small shell scripts. */
class SupervisorTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Reads until its standard input ends, as Baton's processes do with their guard. */
  private static final String PATIENT =
      "trap 'echo stopping; exit 0' TERM; echo ready; read nothing";

  @TempDir Path temporary;

  private final List<ChildEvent> events = new CopyOnWriteArrayList<>();
  private final Supervisor supervisor = new Supervisor(events::add);

  @AfterEach
  void stopAll() {
    supervisor.close();
  }

  @Test
  void startsAKilledChildAgainAndSaysHowItDied() {
    supervisor.start(child("a", PATIENT, Duration.ZERO, SOON));
    ProcessHandle first = supervisor.process("a").orElseThrow();

    first.destroyForcibly();

    await("a second process")
        .atMost(SOON)
        .until(() -> supervisor.process("a").filter(p -> p.pid() != first.pid()).isPresent());
    assertThat(supervisor.deaths("a")).isEqualTo(1);
    assertThat(events.get(1))
        .isEqualTo(new ChildDied("a", first.pid(), 137, Duration.ZERO))
        .hasToString(
            "a (process %d) was killed by signal 9; starting it again".formatted(first.pid()));
  }

  @Test
  void aStoppedChildStaysDownAndItsStandardInputStaysOpenMeanwhile() throws Exception {
    supervisor.start(child("a", PATIENT, Duration.ZERO, SOON));
    ProcessHandle process = supervisor.process("a").orElseThrow();
    await("its trap").atMost(SOON).until(() -> Files.readString(log("a")).contains("ready"));

    assertThat(supervisor.life("a")).get(DURATION).isPositive();

    supervisor.stop(List.of("a"));

    assertThat(process.isAlive()).isFalse();
    assertThat(supervisor.process("a")).isEmpty();
    assertThat(supervisor.life("a")).isEmpty();
    assertThat(events).hasSize(1).first().isInstanceOf(ChildStarted.class);
    assertThat(Files.readString(log("a"))).contains("stopping");
  }

  @Test
  void aChildThatDoesNotStopInItsPatienceIsKilled() {
    supervisor.start(child("a", "trap '' TERM; read nothing", Duration.ZERO, Duration.ZERO));
    ProcessHandle process = supervisor.process("a").orElseThrow();

    supervisor.stop(List.of("a"));

    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void aChildThatWaitsForItsRestartCanBeStopped() {
    supervisor.start(child("a", "exit 5", Duration.ofHours(1), SOON));
    await("its death").atMost(SOON).until(() -> supervisor.deaths("a") == 1);
    assertThat(events.get(1)).asString().contains("ended with 5; starting it again in 3600 s");

    supervisor.stop(List.of("a"));

    assertThat(supervisor.process("a")).isEmpty();
  }

  @Test
  void keepsTheOutputOfEveryStartInOneLog() throws Exception {
    supervisor.start(child("a", "echo hello; exit 1", Duration.ZERO, SOON));
    await("two deaths").atMost(SOON).until(() -> supervisor.deaths("a") >= 2);

    assertThat(Files.readAllLines(log("a")).stream().filter("hello"::equals))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  private ChildSpec child(String name, String script, Duration firstPause, Duration patience) {
    return new ChildSpec(
        name, () -> List.of("/bin/sh", "-c", script), Map.of(), log(name), firstPause, patience);
  }

  private Path log(String name) {
    return temporary.resolve(name + ".log");
  }
}
