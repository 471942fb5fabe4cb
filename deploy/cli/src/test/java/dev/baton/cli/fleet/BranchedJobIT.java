package dev.baton.cli.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.LogEntry.DataPinned;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.Topics;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.yolo.shapes.ShapesDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fleet of real processes whose jobs go on after their end and from older checkpoints. */
class BranchedJobIT {
  private static final int EPOCHS = 4;

  @TempDir static Path temporary;
  private static LocalFleet fleet;
  private static FleetObserver observer;

  @BeforeAll
  static void startFleet() throws Exception {
    FleetFolder folder = new FleetFolder(temporary.resolve("fleet"));
    fleet = LocalFleet.open(new FleetOptions(folder, 1, 1, FleetOptions.Ports.ANY), line -> {});
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
  void aCancelledJobThatIsRunAgainEndsWithTheBitsOfAnUnbrokenOne() throws Exception {
    train("unbroken");
    train("again");
    observer.await(
        "a first step", () -> !observer.of(Event.FirstStepDone.class, "again").isEmpty());
    ask(new Request.Cancel("again", newId()));
    awaitAtRest("again", Status.CANCELLED, 0);
    ask(new Request.Rerun("again", newId()));
    assertThat(finished("again", 1).stateDigest()).isEqualTo(finished("unbroken", 0).stateDigest());
    assertSound("again");
  }

  @Test
  void anExtendedJobThatGoesBackTrainsItsNewEpochsToTheSameBitsAgain() throws Exception {
    train("longer");
    finished("longer", 0);
    ask(new Request.Extend("longer", EPOCHS + 2, newId()));
    Event.JobFinished extended = finished("longer", 1);
    assertThat(extended.epochs()).isEqualTo(EPOCHS + 2);

    long from =
        observer.of(Event.Checkpointed.class, "longer").stream()
            .filter(checkpoint -> checkpoint.epoch() == EPOCHS + 1 && checkpoint.step() == 0)
            .findFirst()
            .orElseThrow()
            .sequence();
    ask(new Request.Rewind("longer", from, newId()));
    Event.JobFinished again = finished("longer", 2);
    assertThat(again.stateDigest()).isEqualTo(extended.stateDigest());
    assertThat(observer.of(Event.AttemptStarted.class, "longer"))
        .anySatisfy(attempt -> assertThat(attempt.checkpoint()).contains(from));
    assertSound("longer");
  }

  @Test
  void aJobWhoseDataSetWasChangedFailsUntilSomebodyAllowsIt() throws Exception {
    Path dataYaml = ShapesDataset.draw(temporary.resolve("shapes"), 5, 8, 4, 64);
    observer.request("changed", detector("changed", dataYaml));
    finished("changed", 0);
    Path images = dataYaml.resolveSibling("images/train");
    Files.copy(
        images.resolve("00001.png"),
        images.resolve("00000.png"),
        StandardCopyOption.REPLACE_EXISTING);

    ask(new Request.Extend("changed", 2, newId()));
    observer.await(
        "job changed to fail", () -> !observer.of(Event.JobFailed.class, "changed").isEmpty());
    assertThat(observer.of(Event.JobFailed.class, "changed").getFirst().why())
        .contains("changed since the job began", "00000.png");

    awaitAtRest("changed", Status.FAILED, 1);
    ask(new Request.Rerun("changed", Optional.of(Branch.DATA), newId()));
    assertThat(finished("changed", 2).epochs()).isEqualTo(2);
    try (ObjectStore store = fleet.connection().openStore()) {
      assertThat(new JobLog(store, "changed").read().all(DataPinned.class))
          .extracting(pinned -> pinned.entry().dataDigest())
          .hasSize(2)
          .doesNotHaveDuplicates();
    }
    assertSound("changed");
  }

  private static byte[] detector(String job, Path dataYaml) {
    return """
        {"version":1,"type":"train","job":"%s","cfg":"gelan-t","data":"%s","imgsz":64,"batch":4,"epochs":1,"workers":0,"plots":false,"requestId":"%s"}
        """
        .formatted(job, dataYaml, newId())
        .strip()
        .getBytes(UTF_8);
  }

  private static void train(String job) {
    observer.request(
        job,
        """
        {"version":1,"type":"train","job":"%s","task":"tiny","epochs":%d,"batch":8,"requestId":"%s","hyp":{"steps":20,"step_millis":50}}
        """
            .formatted(job, EPOCHS, newId())
            .strip()
            .getBytes(UTF_8));
  }

  private static void ask(Request request) {
    observer.request(request.job(), RequestReader.write(request));
  }

  /** Until the scheduler knows of the end that a worker has told, it refuses new branches. */
  private static void awaitAtRest(String job, Status status, int branch) {
    try (TopicTail<JobState> states =
        TopicTail.fromBeginning(fleet.connection().kafka(), Topics.JOBS, JobState.class)) {
      observer.await(
          "job %s to be %s for good".formatted(job, status),
          () ->
              states.poll(Duration.ofMillis(50)).stream()
                  .flatMap(entry -> entry.message().stream())
                  .filter(state -> state.job().equals(job) && state.branchNumber() == branch)
                  .anyMatch(state -> state.status() == status && !state.isCommandOpen()));
    }
  }

  private static Event.JobFinished finished(String job, int branch) {
    observer.await(
        "branch %d of job %s to finish".formatted(branch, job),
        () -> ends(job).stream().anyMatch(end -> end.branch() == branch));
    awaitAtRest(job, Status.FINISHED, branch);
    return ends(job).stream().filter(end -> end.branch() == branch).findFirst().orElseThrow();
  }

  private static List<Event.JobFinished> ends(String job) {
    return observer.of(Event.JobFinished.class, job);
  }

  private static void assertSound(String job) throws Exception {
    try (ObjectStore store = fleet.connection().openStore()) {
      JobHistory history = new JobLog(store, job).read();
      assertThat(new JobVerifier(store, job, history).verify(Depth.TENSORS))
          .noneMatch(checked -> checked.condition() == Condition.DAMAGED);
    }
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
