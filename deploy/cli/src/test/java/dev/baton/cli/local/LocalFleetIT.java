package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Broker and store as the processes that they are. */
class LocalFleetIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path temporary;

  private final List<String> said = new CopyOnWriteArrayList<>();

  @Test
  void keepsObjectsPortsAndKeysFromStartToStartAndLeavesNoProcess() throws Exception {
    FleetConnection first;
    List<ProcessHandle> children;
    try (LocalFleet fleet = open()) {
      fleet.startServices();
      first = fleet.connection();
      children = List.of(process(fleet, "broker"), process(fleet, "store"));
      try (ObjectStore store = first.openStore()) {
        assertThat(store.createIfAbsent("here", new byte[] {1})).isTrue();
      }
    }
    assertThat(children).noneMatch(ProcessHandle::isAlive);

    try (LocalFleet fleet = open()) {
      fleet.startServices();
      assertThat(fleet.connection()).isEqualTo(first);
      try (ObjectStore store = fleet.connection().openStore()) {
        assertThat(store.createIfAbsent("here", new byte[] {2})).isFalse();
        assertThat(store.read("here")).containsExactly(1);
      }
    }
  }

  @Test
  void startsAChildAgainThatWasKilled() throws Exception {
    try (LocalFleet fleet = open()) {
      fleet.startServices();
      for (String child : List.of("broker", "store")) {
        long killed = fleet.kill(child);

        await(child + " to be started again")
            .atMost(SOON)
            .until(() -> fleet.process(child).filter(p -> p.pid() != killed).isPresent());
        assertThat(said).anyMatch(s -> s.contains(child) && s.contains("killed by signal 9"));
      }
      await("both to answer")
          .atMost(SOON)
          .until(
              () ->
                  Probes.isHttpServer(fleet.connection().store().endpoint())
                      && Probes.isListening(port(fleet.connection().kafka().bootstrap())));
    }
  }

  @Test
  void startsAKilledWorkerAgainAfterAPauseAndLeavesNoProcessOfAWholeFleet() throws Exception {
    List<ProcessHandle> workers;
    try (LocalFleet fleet = open(2)) {
      fleet.start();
      long killed = fleet.kill("worker-1");

      await("worker-1 to be started again")
          .atMost(SOON)
          .until(() -> fleet.process("worker-1").filter(p -> p.pid() != killed).isPresent());
      assertThat(said).anyMatch(s -> s.matches("worker-1 .* killed by signal 9; .* in 3 s"));
      workers = List.of(process(fleet, "worker-1"), process(fleet, "worker-2"));
    }
    assertThat(workers).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "there is no /proc elsewhere")
  void startsAWorkerAgainFromAnArchiveOfItsClasses() throws Exception {
    deleteArchives("worker");
    try (LocalFleet fleet = open(1)) {
      fleet.start();
      fleet.awaitFastStarts();

      long killed = fleet.kill("worker-1");

      awaitNextToMap(fleet, "worker-1", killed, archives("worker"));
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "there is no /proc elsewhere")
  void startsTheSchedulerAgainFromAnArchiveOfItsClasses() throws Exception {
    deleteArchives("scheduler");
    try (LocalFleet fleet = open()) {
      fleet.startServices();
      fleet.startScheduler();
      fleet.awaitFastStarts();
      assertThat(said).anyMatch(s -> s.contains("rehearsal"));

      long killed = fleet.kill("scheduler");

      awaitNextToMap(fleet, "scheduler", killed, archives("scheduler"));
      said.clear();
    }
    try (LocalFleet fleet = open()) {
      fleet.startServices();
      fleet.startScheduler();

      assertThat(said).noneMatch(s -> s.contains("rehearsal"));
    }
  }

  private static void awaitNextToMap(
      LocalFleet fleet, String child, long killed, List<Path> archives) throws IOException {
    assertThat(archives).hasSize(1);
    String archive = archives.getFirst().toRealPath().toString();
    await("the next %s to map %s".formatted(child, archive))
        .atMost(SOON)
        .until(
            () ->
                fleet
                    .process(child)
                    .filter(p -> p.pid() != killed)
                    .map(p -> Path.of("/proc/%d/maps".formatted(p.pid())))
                    .filter(maps -> isIn(maps, archive))
                    .isPresent());
  }

  private static void deleteArchives(String kind) throws IOException {
    for (Path archive : archives(kind)) {
      Files.delete(archive);
    }
  }

  private static List<Path> archives(String kind) throws IOException {
    Path folder = Path.of(System.getProperty("baton.dist"), "class-archives");
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().matches(kind + "-.*\\.jsa")).toList();
    }
  }

  private static boolean isIn(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      return false; // the process has ended
    }
  }

  @Test
  void refusesASecondFleetInTheSameFolder() throws Exception {
    try (LocalFleet fleet = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(CommandFailedException.class)
          .hasMessageContaining("already runs in " + fleet(temporary))
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("--dir");
      assertThat(fleet.process("broker")).isEmpty();
    }
    open().close();
  }

  @Test
  void takesOtherPortsWhenItsOwnAreTakenAndKeepsThem() throws Exception {
    FleetConnection first;
    try (LocalFleet fleet = open()) {
      first = fleet.connection();
    }
    int taken = port(first.kafka().bootstrap());
    FleetConnection second;
    try (ServerSocket other = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress());
        LocalFleet fleet = open()) {
      second = fleet.connection();
      assertThat(second.kafka().bootstrap()).doesNotEndWith(":" + other.getLocalPort());
      assertThat(second.store()).isEqualTo(first.store());
    }
    try (LocalFleet fleet = open()) {
      assertThat(fleet.connection()).isEqualTo(second);
    }
  }

  @Test
  void saysWhatTheChildSaidThatDoesNotComeUp() throws Exception {
    try (LocalFleet fleet = open();
        ServerSocket thief =
            new ServerSocket(
                port(fleet.connection().store().endpoint()), 1, InetAddress.getLoopbackAddress())) {
      assertThat(thief.isBound()).isTrue();
      assertThatThrownBy(fleet::startServices)
          .isInstanceOf(CommandFailedException.class)
          .hasMessageContaining("The store does not come up")
          .hasMessageContaining("Address already in use");
    }
  }

  private LocalFleet open() throws Exception {
    return open(0);
  }

  private LocalFleet open(int workers) throws Exception {
    return LocalFleet.open(
        new FleetOptions(fleet(temporary), workers, 1, FleetOptions.Ports.ANY), said::add);
  }

  private static FleetFolder fleet(Path temporary) {
    return new FleetFolder(temporary.resolve("a fleet"));
  }

  private static int port(String address) {
    return Integer.parseInt(address.replaceAll(".*:", ""));
  }

  private static ProcessHandle process(LocalFleet fleet, String child) {
    Optional<ProcessHandle> process = fleet.process(child);
    return process.orElseThrow();
  }
}
