package dev.baton.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.jobs.FetchCommand;
import dev.baton.cli.local.TemporaryFleet;
import dev.baton.worker.yolo.shapes.ShapesDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Kill anything, at any moment: seeded strikes at real processes, and the store behind a proxy.
 * {@code baton drill} is the same for as long as one likes.
 */
class NemesisIT {
  private static final long SEED = 20260102;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  @TempDir static Path temporary;
  private static TemporaryFleet own;
  private static StoreProxy proxy;
  private static Nemesis nemesis;

  @BeforeAll
  static void startFleet() throws Exception {
    own = TemporaryFleet.open("nemesis", 2, line -> {});
    own.shareNatives();
    proxy = new StoreProxy(own.fleet().storePort());
    own.fleet().leadToStoreThrough(proxy.endpoint());
    own.fleet().start();
    nemesis = new Nemesis(own.fleet(), proxy);
  }

  @AfterAll
  static void stop() throws IOException {
    try (TemporaryFleet fleet = own;
        StoreProxy before = proxy;
        Nemesis last = nemesis) {
      assertThat(last).isNotNull();
      assertThat(before).isNotNull();
      assertThat(fleet).isNotNull();
    }
  }

  @Test
  void whateverIsDoneToAFleetEveryEpochHasTheDigestOfAnUnbrokenTraining() throws Exception {
    DrillPlan plan = DrillPlan.tiny(12);
    drill(plan, Duration.ofSeconds(45));
    assertEqualRuns(plan);
  }

  @Test
  void aDetectorsWeightsAveragesOptimizerAndResultsAreTheSameBitsToo() throws Exception {
    Path data = ShapesDataset.draw(temporary.resolve("shapes"), SEED, 80, 16, 64);
    DrillPlan plan = DrillPlan.detector(data, 64, 3);
    drill(plan, Duration.ofSeconds(30));
    assertEqualRuns(plan);
    assertThat(Files.readString(run(plan.unbroken()).resolve("digest.txt")))
        .contains("\nmodel/", "\noptimizer/", "\nstate.json")
        .startsWith("ema/");
  }

  @Test
  void aReplayFromACheckpointThatLosesAWorkerEndsWithTheSameBits() {
    DrillPlan plan = DrillPlan.tiny(4);
    plan.fields().put("save_period", 1); // so that any epoch can be begun from
    Optional<String> failure =
        new DrillRound(
                own.fleet().connection().kafka(),
                nemesis,
                new StrikeSequence(SEED, LONGEST_PAUSE),
                new DrillTally(),
                System.out::println)
            .run(plan.request("original"), Duration.ZERO);
    assertThat(failure).isEmpty();
    int insideTheLastEpoch = 3 * 25 + 5;
    int exitCode =
        new CommandLine(new ReplayCommand())
            .execute(
                "original",
                "--from=epoch_3",
                "--kill-at=" + insideTheLastEpoch,
                "--dir=" + own.folder());
    assertThat(exitCode).isZero();
  }

  private static void drill(DrillPlan plan, Duration length) throws Exception {
    StrikeSequence strikes = new StrikeSequence(SEED, LONGEST_PAUSE);
    Drill drill = new Drill(plan, own.fleet(), nemesis, strikes, System.out::println);
    drill.run(length);
    drill.tally().table().forEach(line -> System.out.println(line.text()));
    System.out.println(drill.tally().summary());
    assertThat(drill.differences()).isEmpty();
    assertThat(drill.tally().strikes()).isPositive();
  }

  /** What users fetch of the first struck job is what they fetch of the unbroken one. */
  private static void assertEqualRuns(DrillPlan plan) {
    fetch(plan.unbroken());
    fetch(plan.round(1));
    for (String file :
        new String[] {
          "results.csv", "digest.txt", "weights/last.safetensors", "weights/best.safetensors"
        }) {
      assertThat(run(plan.round(1)).resolve(file))
          .hasSameBinaryContentAs(run(plan.unbroken()).resolve(file));
    }
  }

  private static void fetch(String job) {
    int exitCode =
        new CommandLine(new FetchCommand())
            .execute(job, run(job).toString(), "--dir=" + own.folder());
    assertThat(exitCode).isZero();
  }

  private static Path run(String job) {
    return temporary.resolve(job);
  }
}
