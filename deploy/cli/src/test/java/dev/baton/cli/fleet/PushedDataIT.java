package dev.baton.cli.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.data.DataListCommand;
import dev.baton.cli.data.DataPullCommand;
import dev.baton.cli.data.DataPushCommand;
import dev.baton.cli.data.DataRemoveCommand;
import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.cli.proof.ReplayCommand;
import dev.baton.cli.val.ValCommand;
import dev.baton.common.dataset.DatasetReference.Named;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Json;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.cache.DatasetCache;
import dev.baton.worker.yolo.shapes.ShapesDataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A data set that only the store has: workers that never saw its folder train on it, to the bits of
 * one that did.
 */
class PushedDataIT {
  private static final int SIGKILLED = 137;
  private static final String POOL = "cached";

  @TempDir static Path temporary;
  private static LocalFleet fleet;
  private static FleetObserver observer;
  private static String reference;
  private static String unbroken;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void trainOnTheFolderThenPushItAndTakeItAway() throws Exception {
    FleetFolder folder = new FleetFolder(temporary.resolve("fleet"));
    fleet = LocalFleet.open(new FleetOptions(folder, 1, 1, FleetOptions.Ports.ANY), line -> {});
    fleet.start();
    observer = new FleetObserver(fleet.connection().kafka());
    Path dataYaml = ShapesDataset.draw(temporary.resolve("set"), 3, 24, 8, 64);
    train("folder", "default", dataYaml.toString());
    unbroken = observer.finalDigest("folder");
    PushedDataIT pushing = new PushedDataIT();
    int status =
        pushing.run(
            new DataPushCommand(), dataYaml.toString(), "--name", "shapes", "--shard-size", "20KB");
    assertThat(status).as(pushing.err.toString()).isZero();
    assertThat(pushing.out.toString()).contains("24 images to train on, 8 to validate on");
    try (ObjectStore store = fleet.connection().openStore()) {
      PushedDatasets datasets = new PushedDatasets(store);
      reference = datasets.resolve(new Named("shapes")).toString();
      assertThat(datasets.all().values().iterator().next().shards()).hasSizeGreaterThan(3);
    }
    Files.move(temporary.resolve("set"), temporary.resolve("out-of-sight"));
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
  void aWorkerThatIsKilledWhileItFetchesIsFollowedByOneThatGoesOnBehindIt() throws Exception {
    Path cache = temporary.resolve("cache-1");
    train("killed", POOL, reference);
    try (WorkerProcess dying = worker("dying", cache, Map.of("BATON_CRASH_AT", "after-shard:2"))) {
      assertThat(dying.awaitEnd()).isEqualTo(SIGKILLED);
    }
    assertThat(cache).isNotEmptyDirectory();
    try (WorkerProcess heir = worker("heir", cache, Map.of())) {
      assertThat(observer.finalDigest("killed")).isEqualTo(unbroken);
      assertThat(heir.said()).contains("Fetched data set");
    }
  }

  @Test
  void workersOfAMachineShareOneCopy() throws Exception {
    Path cache = temporary.resolve("cache-2");
    train("one", POOL, reference);
    train("two", POOL, reference);
    try (WorkerProcess a = worker("a", cache, Map.of());
        WorkerProcess b = worker("b", cache, Map.of())) {
      assertThat(observer.finalDigest("one")).isEqualTo(unbroken);
      assertThat(observer.finalDigest("two")).isEqualTo(unbroken);
      assertThat((a.said() + b.said()).split("Fetched data set", -1)).hasSize(2);
    }
  }

  @Test
  void aSetThatAJobStillNeedsIsNotRemoved() throws Exception {
    train("waiting", "nobodys", reference);
    observer.await(
        "job waiting to be accepted",
        () -> !observer.of(Event.RequestAccepted.class, "waiting").isEmpty());
    assertThat(run(new DataRemoveCommand(), "shapes", "--yes")).isEqualTo(1);
    assertThat(err.toString()).contains("is the data of job waiting, which has not ended");
  }

  @Test
  void listShowsItAndPullBringsItBack() throws Exception {
    assertThat(run(new DataListCommand())).isZero();
    assertThat(out.toString()).contains("shapes", reference.substring("baton://".length()));
    Path folder = temporary.resolve("pulled");
    assertThat(run(new DataPullCommand(), "shapes", folder.toString())).as(err.toString()).isZero();
    assertThat(folder.resolve("images/train")).isNotEmptyDirectory();
    assertThat(run(new DataPullCommand(), "shapes", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("there is something in " + folder);
    train("pulled", "default", folder.resolve("data.yaml").toString());
    assertThat(observer.finalDigest("pulled")).isEqualTo(unbroken);
  }

  @Test
  void pushingAgainSendsNothingAndSaysSoToScripts() throws IOException {
    Path dataYaml = temporary.resolve("out-of-sight/data.yaml");
    assertThat(run(new DataPushCommand(), dataYaml.toString(), "--name=shapes", "--json"))
        .as(err.toString())
        .isZero();
    JsonNode pushed = Json.MAPPER.readTree(out.toString());
    assertThat(pushed.path("data").asText()).isEqualTo(reference);
    assertThat(pushed.path("name").asText()).isEqualTo("shapes");
    assertThat(pushed.path("trainImages").asInt()).isEqualTo(24);
    assertThat(pushed.path("shards").asInt()).isGreaterThan(3);
    assertThat(pushed.path("sentShards").asInt()).isZero();
    assertThat(pushed.path("sentBytes").asInt()).isZero();
  }

  @Test
  void valReadsItOutOfThisMachinesCache() throws Exception {
    emptyCache();
    Path results = temporary.resolve("val");
    assertThat(
            run(
                new ValCommand(),
                "folder:last",
                "--data=baton://shapes",
                "--threads=1",
                "--output=" + results))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("circle", "Results in " + results);
    assertThat(cache().resolve(digest()).resolve("whole")).isRegularFile();
  }

  @Test
  void aReplayBringsItToItsOwnFleet() throws Exception {
    train("original", "default", reference);
    assertThat(observer.finalDigest("original")).isEqualTo(unbroken);
    emptyCache();
    assertThat(run(new ReplayCommand(), "original")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("the same bits: yes");
  }

  /** Where commands and workers of this machine look, unless they are told otherwise. */
  private static Path cache() {
    return DatasetCache.usualFolder(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  private static String digest() {
    return reference.substring("baton://sha256:".length());
  }

  private static void emptyCache() throws IOException {
    if (Files.exists(cache())) {
      Files.move(cache(), cache().resolveSibling("older-" + UUID.randomUUID()));
    }
  }

  private static WorkerProcess worker(String name, Path cache, Map<String, String> environment)
      throws IOException {
    return WorkerProcess.start(
        fleet.connection(),
        temporary.resolve("fleet").resolve("natives"),
        name,
        POOL,
        List.of("--data-cache", cache.toString(), "--data-cache-limit", "1GB"),
        environment);
  }

  private static void train(String job, String pool, String data) {
    observer.request(
        job,
        """
        {"version":1,"type":"train","job":"%s","cfg":"gelan-t","data":"%s","pool":"%s","imgsz":64,"batch":8,"epochs":2,"nbs":8,"workers":0,"plots":false,"requestId":"%s"}
        """
            .formatted(job, data, pool, UUID.randomUUID())
            .strip()
            .getBytes(UTF_8));
  }

  private int run(Object command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--dir", temporary.resolve("fleet").toString()));
    CommandLine commandLine = new CommandLine(command);
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    commandLine.setExecutionExceptionHandler(
        (e, failed, result) -> {
          failed.getErr().println(e.getMessage());
          return 1;
        });
    return commandLine.execute(line.toArray(String[]::new));
  }
}
