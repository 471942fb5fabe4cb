package dev.baton.cli.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.objectstore.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fleet of real processes that loses them while a small job trains. Whatever is lost, the job
 * ends with the digest of a training that lost nothing.
 */
class KilledFleetIT {
  private static final int EPOCHS = 30;
  private static final long SEED = 20260102;

  @TempDir static Path temporary;
  private static LocalFleet fleet;
  private static FleetObserver observer;
  private static String unbroken;

  @BeforeAll
  static void startFleetAndTrainUndisturbed() throws Exception {
    FleetFolder folder = new FleetFolder(temporary.resolve("fleet"));
    fleet = LocalFleet.open(new FleetOptions(folder, 2, 1, FleetOptions.Ports.ANY), line -> {});
    fleet.start();
    observer = new FleetObserver(fleet.connection().kafka());
    train("unbroken");
    unbroken = finalDigest("unbroken");
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
  void aLineOfJsonFromAnyKafkaClientTrainsTheSameWay() throws Exception {
    train("again");
    assertThat(finalDigest("again")).isEqualTo(unbroken);
  }

  @Test
  void workersKilledAgainAndAgainChangeNoBit() throws Exception {
    train("killed-workers");
    String lastKilled = "";
    for (int kill = 1; kill <= 5; kill++) {
      String before = lastKilled;
      observer.await(
          "an attempt to commit a checkpoint after %d kills".formatted(kill - 1),
          () ->
              observer.isOver("killed-workers")
                  || checkpoints("killed-workers").stream()
                      .anyMatch(checkpoint -> isNewer(checkpoint, before)));
      Event.Checkpointed newest = checkpoints("killed-workers").getLast();
      lastKilled = newest.attemptId();
      fleet.kill(newest.worker());
    }
    assertThat(finalDigest("killed-workers")).isEqualTo(unbroken);
  }

  @Test
  void schedulerStoreAndBrokerKilledOneAfterTheOtherChangeNoBit() throws Exception {
    train("killed-services");
    Random random = new Random(SEED);
    for (String service : List.of(LocalFleet.SCHEDULER, LocalFleet.STORE, LocalFleet.BROKER)) {
      int checkpoints = checkpoints("killed-services").size() + 1 + random.nextInt(3);
      observer.await(
          "%d checkpoints before the %s is killed".formatted(checkpoints, service),
          () ->
              checkpoints("killed-services").size() >= checkpoints
                  || observer.isOver("killed-services"));
      fleet.kill(service);
    }
    assertThat(finalDigest("killed-services")).isEqualTo(unbroken);
  }

  @Test
  void aWorkerThatHangsLongerThanItsLockIsOvertakenAndCommitsNothingMore() throws Exception {
    train("hung");
    observer.await("a first step", () -> !observer.of(Event.FirstStepDone.class, "hung").isEmpty());
    Event.FirstStepDone hung = observer.of(Event.FirstStepDone.class, "hung").getFirst();
    signal("STOP", hung.worker());
    observer.await(
        "another worker to take over",
        () ->
            observer.of(Event.AttemptStarted.class, "hung").stream()
                .anyMatch(started -> !started.attemptId().equals(hung.attemptId())));
    signal("CONT", hung.worker());
    assertThat(finalDigest("hung")).isEqualTo(unbroken);

    List<Event.AttemptStarted> started = observer.of(Event.AttemptStarted.class, "hung");
    long takenOver = started.get(1).token();
    assertThat(checkpoints("hung"))
        .filteredOn(checkpoint -> checkpoint.attemptId().equals(hung.attemptId()))
        .allMatch(checkpoint -> checkpoint.sequence() < takenOver);
  }

  @Test
  void aWorkerThatIsAskedToLeaveCommitsInsideTheEpochAndHandsItsCommandBack() throws Exception {
    train("drained");
    observer.await(
        "a first step", () -> !observer.of(Event.FirstStepDone.class, "drained").isEmpty());
    Event.FirstStepDone first = observer.of(Event.FirstStepDone.class, "drained").getFirst();
    signal("TERM", first.worker());
    observer.await(
        "the command to be handed back",
        () ->
            observer.of(Event.AttemptEnded.class, "drained").stream()
                .anyMatch(ended -> ended.reason() == EndReason.HANDED_BACK));
    assertThat(checkpoints("drained"))
        .filteredOn(checkpoint -> checkpoint.attemptId().equals(first.attemptId()))
        .last()
        .satisfies(checkpoint -> assertThat(checkpoint.step()).isPositive());
    assertThat(finalDigest("drained")).isEqualTo(unbroken);
  }

  private static void train(String job) {
    observer.request(
        job,
        """
        {"version":1,"type":"train","job":"%s","task":"tiny","epochs":%d,"batch":8,"checkpoint_every":"300ms","requestId":"%s","hyp":{"steps":25,"step_millis":8}}
        """
            .formatted(job, EPOCHS, UUID.randomUUID())
            .strip()
            .getBytes(UTF_8));
  }

  /** Whether the newest checkpoint is another attempt's than the one that was killed last. */
  private static boolean isNewer(Event.Checkpointed checkpoint, String killedAttempt) {
    return checkpoint.equals(checkpoints("killed-workers").getLast())
        && !checkpoint.attemptId().equals(killedAttempt);
  }

  private static List<Event.Checkpointed> checkpoints(String job) {
    return observer.of(Event.Checkpointed.class, job);
  }

  /** Waits for the job's end; the log must say the same as the event. */
  private static String finalDigest(String job) throws Exception {
    String told = observer.finalDigest(job);
    try (ObjectStore store = fleet.connection().openStore()) {
      Checkpointed last = new JobLog(store, job).read().newestCheckpoint().orElseThrow().entry();
      assertThat(last.epoch()).isEqualTo(EPOCHS);
      assertThat(last.stateDigest()).isEqualTo(told);
    }
    return told;
  }

  private static void signal(String name, String worker) throws Exception {
    long pid = fleet.process(worker).orElseThrow().pid();
    int status = new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
    assertThat(status).as("kill -%s %s", name, worker).isZero();
  }
}
