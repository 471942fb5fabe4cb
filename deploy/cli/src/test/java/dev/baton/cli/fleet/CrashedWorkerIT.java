package dev.baton.cli.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers of a pool of their own, which end by themselves at a chosen place. One after the other
 * takes the same job; at its end it has the digest of a training that lost nobody.
 */
class CrashedWorkerIT {
  private static final int SIGKILLED = 137;
  private static final int HUNG = 4;

  /** One place on each of a worker's threads, and those that only a real broker answers. */
  private static final List<String> PLACES =
      List.of(
          "after-step:7",
          "after-upload:2",
          "after-entry:2",
          "after-event:4",
          "before-acknowledge",
          "after-acknowledge");

  @TempDir static Path temporary;
  private static LocalFleet fleet;
  private static FleetObserver observer;
  private static String unbroken;

  @BeforeAll
  static void startFleetAndTrainUndisturbed() throws Exception {
    FleetFolder folder = new FleetFolder(temporary.resolve("fleet"));
    fleet = LocalFleet.open(new FleetOptions(folder, 1, 1, FleetOptions.Ports.ANY), line -> {});
    fleet.start();
    observer = new FleetObserver(fleet.connection().kafka());
    train("unbroken", "default", "");
    unbroken = observer.finalDigest("unbroken");
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
  void workersThatDieAtEachPlaceOneAfterTheOtherChangeNoBit() throws Exception {
    train("crashed", "crashing", "");
    List<Integer> ends = new ArrayList<>();
    for (String place : PLACES) {
      try (WorkerProcess dying =
          start(place.replace(':', '-'), List.of(), Map.of("BATON_CRASH_AT", place))) {
        ends.add(dying.awaitEnd());
      }
    }
    assertThat(ends).hasSameSizeAs(PLACES).containsOnly(SIGKILLED);
    try (WorkerProcess last = start("heir", List.of(), Map.of())) {
      assertThat(observer.finalDigest("crashed")).isEqualTo(unbroken);
      assertThat(last).isNotNull();
    }
  }

  @Test
  void aWorkerWhoseStepHangsEndsItselfAndAnotherOneGoesOn() throws Exception {
    train("hung", "crashing", ",\"hang_after_steps\":400");
    List<String> soon = List.of("--hang-after", "3s");
    try (WorkerProcess hanging = start("hanging", soon, Map.of())) {
      assertThat(hanging.awaitEnd()).isEqualTo(HUNG);
      assertThat(hanging.said())
          .contains("Ending this worker: the step after epoch ")
          .contains("\"training\" ", "TinyTrainer.hangIfAsked");
    }
    try (WorkerProcess next = start("next", soon, Map.of())) {
      assertThat(observer.finalDigest("hung")).isEqualTo(unbroken);
      assertThat(next).isNotNull();
    }
    assertThat(observer.of(Event.AttemptEnded.class, "hung"))
        .filteredOn(ended -> ended.reason() == EndReason.HUNG)
        .singleElement()
        .satisfies(ended -> assertThat(ended.worker()).isEqualTo("hanging"));
  }

  private static WorkerProcess start(
      String name, List<String> more, Map<String, String> environment) throws Exception {
    return WorkerProcess.start(
        fleet.connection(),
        temporary.resolve("fleet").resolve("natives"),
        name,
        "crashing",
        more,
        environment);
  }

  /** Two epochs to a command, so that there are commands to acknowledge. */
  private static void train(String job, String pool, String hyp) {
    observer.request(
        job,
        """
        {"version":1,"type":"train","job":"%s","task":"tiny","pool":"%s","epochs":24,"batch":8,"checkpoint_every":"100ms","epochs_per_command":2,"requestId":"%s","hyp":{"steps":25,"step_millis":4%s}}
        """
            .formatted(job, pool, UUID.randomUUID(), hyp)
            .strip()
            .getBytes(UTF_8));
  }
}
