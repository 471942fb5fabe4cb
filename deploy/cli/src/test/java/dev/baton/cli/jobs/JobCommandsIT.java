package dev.baton.cli.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.curves.PlotCommand;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.cli.proof.VerifyCommand;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.JobVerifier.Checked;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.StoredJob;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Request;
import dev.baton.common.objectstore.Damage;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The commands against a real broker and store, and a scheduler that answers by a script. All of
 * them in one class, since these take longer to start than all tests together.
 */
class JobCommandsIT {
  @TempDir static Path temporary;
  private static LocalFleet fleet;
  private static ScriptedScheduler scheduler;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void startServices() throws Exception {
    FleetFolder folder = new FleetFolder(temporary.resolve("fleet"));
    fleet = LocalFleet.open(new FleetOptions(folder, 0, 1, FleetOptions.Ports.ANY), sentence -> {});
    fleet.startServices();
    scheduler = new ScriptedScheduler(fleet.connection().kafka());
  }

  @AfterAll
  static void stop() throws Exception {
    try (LocalFleet closing = fleet;
        ScriptedScheduler first = scheduler) {
      assertThat(first).isNotNull();
      assertThat(closing).isNotNull();
    }
  }

  @BeforeEach
  void acceptEverything() {
    scheduler.answers(request -> List.of(accepted(request)));
  }

  @Test
  void trainPublishesTheRequestAndNamesTheJob() {
    int status =
        run(
            new TrainCommand(),
            "--skip-checks --data /d/data.yaml --cfg gelan-t --epochs 3 --name t1".split(" "));
    assertThat(status).as(err.toString()).isZero();
    assertThat(out.toString()).startsWith("Job t1 is accepted").contains("baton watch t1");
    Request.Train request = (Request.Train) scheduler.requests().getLast();
    assertThat(request.job()).isEqualTo("t1");
    assertThat(request.spec().epochs()).isEqualTo(3);
    assertThat(request.spec().data()).isEqualTo("/d/data.yaml");
  }

  @Test
  void trainTakesTheFirstNameThatNeitherSchedulerNorStoreKnows() throws Exception {
    scheduler.publish(state("exp", Status.RUNNING));
    try (ObjectStore store = fleet.connection().openStore()) {
      new StoredTraining(store, "exp2");
    }
    int status =
        run(new TrainCommand(), "--skip-checks --data /d/data.yaml --cfg gelan-t".split(" "));
    assertThat(status).as(err.toString()).isZero();
    assertThat(scheduler.requests().getLast().job()).isEqualTo("exp3");
  }

  @Test
  void trainSaysWhyItWasRefused() {
    scheduler.answers(
        request ->
            List.of(
                new Event.RequestRejected(
                    request.job(), request.requestId(), List.of("no pool gpu"), Instant.now())));
    int status =
        run(
            new TrainCommand(),
            "--skip-checks --data /d/data.yaml --cfg gelan-t --name t2".split(" "));
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("Refused: no pool gpu");
  }

  @Test
  void trainRefusesANameUnderWhichTheStoreHasAnotherTraining() throws Exception {
    try (ObjectStore store = fleet.connection().openStore()) {
      new StoredTraining(store, "t3");
    }
    int status =
        run(
            new TrainCommand(),
            "--skip-checks --data /d/data.yaml --cfg gelan-c --name t3".split(" "));
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("The store has a job t3 already");
  }

  @Test
  void resumeFromAnEpochAsksToGoBackToItsCheckpoint() throws Exception {
    try (ObjectStore store = fleet.connection().openStore()) {
      StoredTraining training = new StoredTraining(store, "back");
      training.checkpoint(1, 0, Optional.empty(), Optional.of(0.1));
      training.checkpoint(2, 0, Optional.of(1L), Optional.of(0.2));
    }
    scheduler.publish(state("back", Status.FINISHED));
    scheduler.answers(request -> List.of(accepted(request), branched(request)));
    assertThat(run(new ResumeCommand(), "back", "--from", "epoch_1")).as(err.toString()).isZero();
    assertThat(scheduler.requests().getLast())
        .isInstanceOfSatisfying(
            Request.Rewind.class, rewind -> assertThat(rewind.from()).isEqualTo(1));
    assertThat(out.toString()).contains("Job back goes on as branch 1", "checkpoint 1");
  }

  @Test
  void rebuildRestoresTheStoresJobsThatTheSchedulerDoesNotKnow() throws Exception {
    try (ObjectStore store = fleet.connection().openStore()) {
      new StoredTraining(store, "lost").checkpoint(3, 0, Optional.empty(), Optional.of(0.1));
    }
    scheduler.answers(request -> List.of(accepted(request)));
    assertThat(run(new RebuildCommand())).as(err.toString()).isZero();
    assertThat(scheduler.requests())
        .filteredOn(request -> request.job().equals("lost"))
        .singleElement()
        .isInstanceOfSatisfying(
            Request.Restore.class,
            restore -> assertThat(restore.state().status()).isEqualTo(Status.PAUSED));
    assertThat(out.toString()).containsPattern("lost +PAUSED +3/100").contains("baton resume");
  }

  @Test
  void rebuildGoesOnAfterAJobThatCannotBeRestored() throws Exception {
    String farAhead = "jobs/a-broken-one/log/0000000200.json";
    try (ObjectStore store = fleet.connection().openStore()) {
      store.createIfAbsent(farAhead, new byte[] {1}); // 200 entries before it are missing
      new StoredTraining(store, "b-refused");
      new StoredTraining(store, "c-restored");
      scheduler.answers(
          request ->
              List.of(
                  request.job().equals("b-refused")
                      ? new Event.RequestRejected(
                          request.job(), request.requestId(), List.of("no pool"), Instant.now())
                      : accepted(request)));
      assertThat(run(new RebuildCommand())).as(err.toString()).isEqualTo(1);
      store.delete(farAhead);
    }
    assertThat(out.toString())
        .containsPattern("Job a-broken-one is not restored: .* lacks 200 entries")
        .contains("Job b-refused is not restored: no pool")
        .containsPattern("c-restored +PAUSED");
  }

  @Test
  void resumeOfARunDirectorySubmitsAJobThatBeginsWithItsState() throws Exception {
    DirectoryObjectStore elsewhere = new DirectoryObjectStore(temporary.resolve("elsewhere"));
    StoredTraining training = new StoredTraining(elsewhere, "theirs");
    training.checkpoint(2, 5, Optional.empty(), Optional.empty());
    Path run = temporary.resolve("their-run");
    RunState.write(elsewhere, "theirs", training.history(), run);
    scheduler.answers(request -> List.of(accepted(request)));
    assertThat(run(new ResumeCommand(), run.toString(), "--name", "ours"))
        .as(err.toString())
        .isZero();
    assertThat(scheduler.requests().getLast())
        .isInstanceOfSatisfying(
            Request.Train.class,
            train -> assertThat(train.spec()).isEqualTo(StoredTraining.spec("theirs")));
    try (ObjectStore store = fleet.connection().openStore()) {
      assertThat(new JobLog(store, "ours").read().newestCheckpoint().orElseThrow().entry())
          .satisfies(entry -> assertThat(entry.step()).isEqualTo(5));
    }
    assertThat(run(new ResumeCommand(), run.toString(), "--name", "ours")).isEqualTo(1);
    assertThat(err.toString()).contains("There is a job ours already");
  }

  @Test
  void resumeOfARunInTheStoreReadsItThere() throws Exception {
    DirectoryObjectStore elsewhere = new DirectoryObjectStore(temporary.resolve("archived"));
    StoredTraining training = new StoredTraining(elsewhere, "archived");
    training.checkpoint(3, 4, Optional.empty(), Optional.empty());
    Path run = temporary.resolve("archived-run");
    RunState.write(elsewhere, "archived", training.history(), run);
    FleetConnection connection = fleet.connection();
    try (ObjectStore store = connection.openStore()) {
      DirectoryObjectStore fetched = new DirectoryObjectStore(run);
      for (StoredObject file : fetched.list("")) {
        store.upload("runs/archived/" + file.key(), Content.of(fetched.read(file.key())));
      }
    }
    scheduler.answers(request -> List.of(accepted(request)));
    String address = "s3://%s/runs/archived/".formatted(connection.store().bucket());

    assertThat(run(new ResumeCommand(), address, "--name", "revived")).as(err.toString()).isZero();

    assertThat(out.toString()).contains("Job revived goes on with archived from");
    try (ObjectStore store = connection.openStore()) {
      JobHistory history = new JobLog(store, "revived").read();
      Checkpointed start = history.newestCheckpoint().orElseThrow().entry();
      assertThat(start.step()).isEqualTo(4);
      assertThat(new JobVerifier(store, "revived", history).verify(Depth.TENSORS))
          .extracting(Checked::condition)
          .containsExactly(Condition.WHOLE);
    }
    assertThat(run(new ResumeCommand(), "s3://baton/runs/none", "--name", "none")).isEqualTo(1);
    assertThat(err.toString())
        .contains("s3://baton/runs/none has no state that a job could go on from");
  }

  @Test
  void jobsListsWhatTheSchedulerKnows() throws Exception {
    scheduler.publish(state("listed", Status.QUEUED));
    scheduler.publish(state("listed", Status.RUNNING));
    assertThat(run(new JobsCommand())).as(err.toString()).isZero();
    assertThat(out.toString()).startsWith("JOB").containsPattern("listed +RUNNING +5/100");

    out.getBuffer().setLength(0);
    assertThat(run(new JobsCommand(), "--json")).isZero();
    JsonNode listed = find(Json.MAPPER.readTree(out.toString()), "job", "listed");
    assertThat(listed.path("status").asText()).isEqualTo("RUNNING");
    assertThat(listed.path("metrics").path("mAP50").asDouble()).isEqualTo(0.5);
  }

  @Test
  void workersListsThoseThatLive() {
    scheduler.publish(heartbeatNow("worker-7"));
    assertThat(run(new WorkersCommand())).as(err.toString()).isZero();
    assertThat(out.toString()).containsPattern("worker-7 +BUSY +exp1 +default +cpu");
  }

  @Test
  void watchTellsTheEndOfAJobThatHasEnded() throws Exception {
    scheduler.publish(state("done", Status.FINISHED));
    scheduler.publish(new Event.JobFinished("done", 0, 12, "ab12", Map.of(), Instant.now()));
    assertThat(run(new WatchCommand(), "done")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("finished after 12 epochs");

    out.getBuffer().setLength(0);
    assertThat(run(new WatchCommand(), "done", "--json")).as(err.toString()).isZero();
    assertThat(types(out)).containsExactly("job-state", "job-finished");

    scheduler.publish(state("broken", Status.FAILED));
    assertThat(run(new WatchCommand(), "broken")).isEqualTo(1);
    assertThat(run(new WatchCommand(), "broken", "--json")).isEqualTo(1);
    assertThat(run(new WatchCommand(), "nobody-knows")).isEqualTo(1);
    assertThat(err.toString()).contains("There is no job nobody-knows");
  }

  @Test
  void trainFollowsTheJobInJsonToItsEnd() throws Exception {
    scheduler.answers(
        request ->
            List.of(
                state(request.job(), Status.RUNNING),
                accepted(request),
                new Event.JobFailed(request.job(), 0, "a loss is NaN", Instant.now())));
    String line = "--skip-checks --data /d/data.yaml --cfg gelan-t --name followed --json";
    assertThat(run(new TrainCommand(), (line + " --follow").split(" "))).isEqualTo(1);
    assertThat(types(out)).containsExactly("job-state", "request-accepted", "job-failed");

    out.getBuffer().setLength(0);
    scheduler.answers(request -> List.of(accepted(request)));
    assertThat(run(new TrainCommand(), line.replace("followed", "alone").split(" "))).isZero();
    assertThat(Json.MAPPER.readTree(out.toString()).path("job").asText()).isEqualTo("alone");
    assertThat(run(new TrainCommand(), (line + " --dry-run").split(" "))).isEqualTo(2);
  }

  /** Of a line of JSON each. */
  private static List<String> types(StringWriter out) throws Exception {
    List<String> types = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      types.add(Json.MAPPER.readTree(line).path("type").asText());
    }
    return types;
  }

  @Test
  void namesAreForShellsAndSilentWhereNothingAnswers() {
    scheduler.publish(state("named", Status.RUNNING));
    assertThat(run(new NamesCommand(), "jobs")).isZero();
    assertThat(out.toString().lines()).contains("named");
    int status = new CommandLine(new NamesCommand()).execute("jobs", "--dir", "/no/fleet/here");
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void eventsTellsAJobsStoryInItsOrder() throws Exception {
    scheduler.publish(new Event.RequestAccepted("told", "r", "train", Instant.now()));
    scheduler.publish(new Event.JobFailed("told", 0, "a loss is NaN", Instant.now()));
    assertThat(run(new EventsCommand(), "told")).as(err.toString()).isZero();
    assertThat(out.toString().lines().map(line -> line.substring(21)))
        .containsExactly("request accepted: train", "failed: a loss is NaN");

    out.getBuffer().setLength(0);
    assertThat(run(new EventsCommand(), "told", "--json")).isZero();
    assertThat(Json.MAPPER.readTree(out.toString()).get(1).path("type").asText())
        .isEqualTo("job-failed");
  }

  @Test
  void cancelWaitsUntilTheJobIsCancelled() {
    scheduler.publish(state("unwanted", Status.RUNNING));
    scheduler.answers(
        request -> List.of(accepted(request), state(request.job(), Status.CANCELLED)));
    assertThat(run(new CancelCommand(), "unwanted")).as(err.toString()).isZero();
    assertThat(out.toString()).startsWith("Job unwanted is cancelled");
    assertThat(scheduler.requests().getLast()).isInstanceOf(Request.Cancel.class);
  }

  @Test
  void removeDeletesOnlyWhatHasEnded() throws Exception {
    try (ObjectStore store = fleet.connection().openStore()) {
      new StoredTraining(store, "old").checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
      scheduler.publish(state("old", Status.RUNNING));
      assertThat(run(new RemoveCommand(), "old", "--yes")).isEqualTo(1);
      assertThat(err.toString()).contains("Job old is running: cancel it first");

      scheduler.publish(state("old", Status.FINISHED));
      assertThat(run(new RemoveCommand(), "old")).as("nobody to ask").isEqualTo(2);
      assertThat(run(new RemoveCommand(), "old", "--yes")).as(err.toString()).isZero();
      assertThat(out.toString()).contains("Removed job old: 5 objects, ");
      assertThat(StoredJob.list(store, "old").isEmpty()).isTrue();
      assertThat(scheduler.requests().getLast()).isInstanceOf(Request.Remove.class);
    }
  }

  @Test
  void checkpointsAndFetchReadTheStoreAlone() throws Exception {
    try (ObjectStore store = fleet.connection().openStore()) {
      StoredTraining training = new StoredTraining(store, "stored");
      training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
      training.checkpoint(1, 5, Optional.of(1L), Optional.empty());
    }
    assertThat(run(new CheckpointsCommand(), "stored", "--json")).as(err.toString()).isZero();
    JsonNode rows = Json.MAPPER.readTree(out.toString());
    assertThat(rows).hasSize(2);
    assertThat(rows.get(1).path("data").asText()).isEqualTo("STORED");
    assertThat(rows.get(1).path("parent").asLong()).isEqualTo(1);
    assertThat(rows.get(1).path("chain").asBoolean()).isTrue();

    Path run = temporary.resolve("run");
    assertThat(run(new FetchCommand(), "stored", run.toString())).as(err.toString()).isZero();
    assertThat(Files.list(run).map(file -> file.getFileName().toString()))
        .containsExactlyInAnyOrder(
            "weights",
            "opt.yaml",
            "hyp.yaml",
            "results.csv",
            "results.png",
            "digest.txt",
            "events.out.tfevents.baton");
  }

  @Test
  void verifyEndsWithOneExactlyIfSomethingIsDamaged() throws Exception {
    try (ObjectStore store = fleet.connection().openStore()) {
      StoredTraining training = new StoredTraining(store, "verified");
      training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
      training.checkpoint(2, 0, Optional.of(1L), Optional.of(0.6));
      assertThat(run(new VerifyCommand(), "verified", "--deep")).as(err.toString()).isZero();
      assertThat(out.toString()).contains("3 entries; 2 checkpoints whole, 0 retired; 0 damaged");

      out.getBuffer().setLength(0);
      Damage.EMPTIED.apply(store, "jobs/verified/data/attempt-1/2-0/ema.safetensors");
      assertThat(run(new VerifyCommand(), "verified", "--json")).isEqualTo(1);
      JsonNode row = find(Json.MAPPER.readTree(out.toString()), "sequence", "2");
      assertThat(row.path("condition").asText()).isEqualTo("DAMAGED");
      assertThat(row.path("problems").get(0).path("why").asText()).startsWith("it has 0 bytes");
    }
  }

  @Test
  void checkpointsDeletesOnlyOfAJobAtRest() throws Exception {
    try (ObjectStore store = fleet.connection().openStore()) {
      StoredTraining training = new StoredTraining(store, "thinned");
      training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
      training.checkpoint(2, 0, Optional.of(1L), Optional.of(0.6));
      training.checkpoint(3, 0, Optional.of(2L), Optional.of(0.7));
    }
    scheduler.publish(state("thinned", Status.RUNNING));
    assertThat(run(new CheckpointsCommand(), "thinned", "--delete", "1")).isEqualTo(1);
    assertThat(err.toString()).contains("Pause it first (baton pause thinned)");

    scheduler.publish(state("thinned", Status.FINISHED));
    assertThat(run(new CheckpointsCommand(), "thinned", "--delete", "1"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).startsWith("Deleted the data of 1 checkpoint, ");

    out.getBuffer().setLength(0);
    assertThat(run(new DuCommand(), "thinned")).as(err.toString()).isZero();
    assertThat(out.toString()).startsWith("JOB").contains("thinned");

    out.getBuffer().setLength(0);
    byte[] later = "{\"version\":99,\"kind\":\"closed\"}".getBytes(UTF_8);
    try (ObjectStore store = fleet.connection().openStore()) {
      store.upload("jobs/later/log/0000000000.json", Content.of(later));
      assertThat(run(new DuCommand())).isEqualTo(1);
      assertThat(out.toString()).contains("thinned").doesNotContain("later");
      assertThat(err.toString()).contains("job later is left out: Cannot read log entry");
      assertThat(run(new DuCommand(), "later")).isEqualTo(1);
      store.delete("jobs/later/log/0000000000.json");
    }
  }

  @Test
  void plotDrawsAJobAndTellsItsNumbers() throws Exception {
    try (ObjectStore store = fleet.connection().openStore()) {
      StoredTraining training = new StoredTraining(store, "drawn");
      training.checkpoint(1, 0, Optional.empty(), Optional.of(0.1));
    }
    Path png = temporary.resolve("curves.png");
    assertThat(run(new PlotCommand(), "drawn", "-o", png.toString())).as(err.toString()).isZero();
    assertThat(out.toString()).contains("drawn: 1 epoch, 1 checkpoint, 0 handovers");
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(1500);

    out.getBuffer().setLength(0);
    assertThat(run(new PlotCommand(), "drawn", "--json")).as(err.toString()).isZero();
    JsonNode metrics = Json.MAPPER.readTree(out.toString()).at("/0/epochs/0/metrics");
    assertThat(metrics.path("metrics/mAP_0.5").asDouble()).isEqualTo(0.5);
    assertThat(run(new PlotCommand(), "drawn")).isEqualTo(2);
  }

  private int run(Object command, String... arguments) {
    CommandLine line = new CommandLine(command);
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    line.setExecutionExceptionHandler(
        (e, failed, result) -> {
          err.append(e.getMessage());
          return 1;
        });
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--dir";
    all[arguments.length + 1] = temporary.resolve("fleet").toString();
    return line.execute(all);
  }

  private static Message accepted(Request request) {
    return new Event.RequestAccepted(request.job(), request.requestId(), "train", Instant.now());
  }

  private static JobState branched(Request request) {
    Branch branch = new Branch(1, Optional.empty(), request.requestId());
    return state(request.job(), Status.QUEUED, Optional.of(branch));
  }

  private static JobState state(String job, Status status) {
    return state(job, status, Optional.empty());
  }

  private static JobState state(String job, Status status, Optional<Branch> branch) {
    Instant now = Instant.now();
    return new JobState(
        job,
        status,
        StoredTraining.spec(job),
        "digest",
        "r-1",
        1,
        5,
        !status.isEnd(),
        5,
        0,
        "worker-1",
        "attempt-1",
        3,
        1,
        0,
        0,
        Map.of("mAP50", 0.5),
        "ab12",
        Optional.empty(),
        branch,
        now,
        now,
        now,
        now,
        Map.of());
  }

  private static Heartbeat heartbeatNow(String worker) {
    long sinceTen = Duration.between(JobEvents.at(0), Instant.now()).toMillis();
    return JobEvents.heartbeat(worker, sinceTen);
  }

  private static JsonNode find(JsonNode rows, String field, String value) {
    for (JsonNode row : rows) {
      if (row.path(field).asText().equals(value)) {
        return row;
      }
    }
    throw new AssertionError("No row with %s %s in %s".formatted(field, value, rows));
  }
}
