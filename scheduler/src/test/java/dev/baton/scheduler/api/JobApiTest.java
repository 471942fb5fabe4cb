package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.checkpoint.JobPictures;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.objectstore.Damage;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job of two epochs on worker-1, whose process was then killed, and a third on worker-2. */
class JobApiTest {
  @TempDir Path folder;
  private ObjectStore store;
  private TrainedJob job;
  private TestInterface web;

  @BeforeEach
  void train() throws Exception {
    store = new DirectoryObjectStore(folder);
    web = new TestInterface(Optional.empty(), Optional.of(store));
    job = new TrainedJob(store, "a");
    job.attempt(1, 1, "worker-1");
    job.checkpoint(1, 0); // entry 1
    job.checkpoint(2, 0); // entry 2
    job.checkpoint(2, 5); // entry 3
    job.attempt(2, 1, "worker-2"); // entry 4
    job.checkpoint(3, 0); // entry 5
    web.news().job(Samples.job("a", Status.RUNNING));
    web.news().progress(Samples.step("a", 3, 10, NOW), NOW); // 20 steps an epoch
    event(started(1, "worker-1"));
    event(started(2, "worker-2"));
  }

  @AfterEach
  void stop() {
    web.close();
    store.close();
  }

  @Test
  void curvesHaveARowForEachEpochAndSayWhoTrainedIt() throws Exception {
    JsonNode curves = web.json("/api/jobs/a/curves");
    assertThat(curves.path("columns").toString()).isEqualTo("[\"train/loss\",\"metrics/mAP_0.5\"]");
    assertThat(curves.path("epochs")).hasSize(3);
    assertThat(curves.at("/epochs/2/epoch").asInt()).isEqualTo(3);
    assertThat(curves.at("/epochs/2/worker").asText()).isEqualTo("worker-2");
    assertThat(curves.at("/epochs/2/metrics/train~1loss").asDouble()).isEqualTo(2);
  }

  @Test
  void curvesMarkEveryCheckpointAndHandover() throws Exception {
    JsonNode curves = web.json("/api/jobs/a/curves");
    assertThat(curves.path("checkpoints")).hasSize(4);
    assertThat(curves.at("/checkpoints/2/position").asDouble()).isEqualTo(2.25);
    assertThat(curves.path("handovers")).hasSize(1);
    assertThat(curves.at("/handovers/0/kind").asText()).isEqualTo("killed");
    assertThat(curves.at("/handovers/0/position").asDouble()).isEqualTo(2.25);
    assertThat(curves.at("/handovers/0/toWorker").asText()).isEqualTo("worker-2");
  }

  @Test
  void whatIsCommittedMeanwhileIsInTheNextAnswer() throws Exception {
    web.json("/api/jobs/a/curves");
    job.checkpoint(4, 0);
    await("curves with the new epoch")
        .until(() -> web.json("/api/jobs/a/curves").path("epochs").size() == 4);
  }

  @Test
  void anAttemptThatNeverSaidAWordWasKilledAndTheNewestRuns() throws Exception {
    JsonNode attempts = web.json("/api/jobs/a/attempts").path("attempts");
    assertThat(values(attempts, "end")).containsExactly("killed", "running");
    assertThat(values(attempts, "toStep")).containsExactly("5", "0");
    assertThat(values(attempts, "fromEpoch")).containsExactly("0", "2");
    assertThat(values(attempts, "fromStep")).containsExactly("0", "5");
    assertThat(attempts.at("/1/endedAt").isNull()).isTrue();
    assertThat(attempts.at("/0/endedAt")).isEqualTo(attempts.at("/1/startedAt"));
  }

  @Test
  void anAttemptThatWasReplacedInTheMiddleOfAnEpochWasLostForAllAnswers() throws Exception {
    TrainedJob old = new TrainedJob(store, "b");
    old.attempt(1, 1, "worker-1");
    old.checkpoint(1, 0);
    old.attempt(2, 2, "worker-2");
    old.checkpoint(2, 0);
    old.checkpoint(2, 5);
    old.attempt(3, 3, "worker-1");
    web.news().job(Samples.job("b", Status.RUNNING)); // its events are gone
    assertThat(values(web.json("/api/jobs/b/attempts").path("attempts"), "end"))
        .containsExactly("done", "lost", "running");
    assertThat(values(web.json("/api/jobs/b/curves").path("handovers"), "kind"))
        .containsExactly("passed on", "lost");
  }

  @Test
  void anAttemptEndsAsItsEventSays() throws Exception {
    event(
        new Event.AttemptEnded(
            "a", 1, "attempt-2", "worker-2", EndReason.HANDED_BACK, 3, 0, "on request", NOW));
    JsonNode attempts = web.json("/api/jobs/a/attempts").path("attempts");
    assertThat(attempts.at("/1/end").asText()).isEqualTo("handed back");
    assertThat(attempts.at("/1/detail").asText()).isEqualTo("on request");
  }

  @Test
  void aBranchBeginsWhereItWentBackTo() throws Exception {
    job.attempt(3, 2, "worker-1", Optional.of(new Branch(1, Optional.of(1L), "r")));
    JsonNode attempts = web.json("/api/jobs/a/attempts").path("attempts");
    assertThat(values(attempts, "fromEpoch")).containsExactly("0", "2", "1");
    JsonNode branches = web.json("/api/jobs/a/curves").path("branches");
    assertThat(values(branches, "fromSequence")).containsExactly("null", "1");
  }

  @Test
  void checkpointsSayWhichIsNewestWhichIsBestAndWhichAreGone() throws Exception {
    job.checkpoints().delete(job.history().checkpoint(1).orElseThrow().entry());
    event(new Event.CheckpointDamaged("a", 2, "f", "it is missing", NOW));
    JsonNode rows = web.json("/api/jobs/a/checkpoints").path("checkpoints");
    assertThat(values(rows, "sequence")).containsExactly("1", "2", "3", "5");
    assertThat(values(rows, "state")).containsExactly("deleted", "damaged", "stored", "stored");
    assertThat(values(rows, "isNewest")).containsExactly("false", "false", "false", "true");
    assertThat(values(rows, "isBest")).containsExactly("false", "false", "false", "true");
    assertThat(rows.at("/3/stateDigest").asText()).hasSize(64);
  }

  @Test
  void aCheckNamesTheDamage() throws Exception {
    Checkpointed newest = job.history().checkpoint(5).orElseThrow().entry();
    String verify = "/api/jobs/a/checkpoints/5/verify";
    assertThat(web.post(verify, "{}").body()).contains("\"state\":\"verified\"");
    Damage.MIDDLE_BIT_FLIPPED.apply(
        store, "jobs/a/data/%s/3-0/ema.safetensors".formatted(newest.attemptId()));
    assertThat(web.post(verify, "{}").body())
        .contains("\"state\":\"damaged\"", "ema.safetensors", "SHA-256");
    assertThat(web.post("/api/jobs/a/checkpoints/4/verify", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void picturesAreListedAndSentAndNothingElseIs() throws Exception {
    new JobPictures(store, "a").put("val_batch0_pred.png", new byte[] {1, 2, 3});
    assertThat(web.get("/api/jobs/a/pictures").body())
        .isEqualTo(
            "{\"pictures\":[{\"name\":\"val_batch0_pred.png\",\"title\":\"Val batch0 pred\",\"sizeBytes\":3}]}");
    HttpResponse<String> picture = web.get("/api/jobs/a/pictures/val_batch0_pred.png");
    assertThat(picture.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(picture.body()).isEqualTo("\u0001\u0002\u0003");
    assertThat(web.get("/api/jobs/a/pictures/..%2Flog%2F0000000000.json").statusCode())
        .isBetween(400, 404);
  }

  @Test
  void eventsComeInPagesFromTheNewestBack() throws Exception {
    for (int i = 0; i < 8; i++) {
      event(new Event.CheckpointDamaged("a", i, "f", "it is missing", NOW));
    }
    JsonNode newest = web.json("/api/jobs/a/events?limit=4");
    assertThat(values(newest.path("events"), "offset")).containsExactly("6", "7", "8", "9");
    JsonNode before = web.json("/api/jobs/a/events?limit=4&before=" + newest.path("previous"));
    assertThat(values(before.path("events"), "offset")).containsExactly("2", "3", "4", "5");
    JsonNode oldest = web.json("/api/jobs/a/events?limit=4&before=" + before.path("previous"));
    assertThat(values(oldest.path("events"), "offset")).containsExactly("0", "1");
    assertThat(oldest.path("previous").isNull()).isTrue();
    JsonNode after = web.json("/api/jobs/a/events?limit=4&after=1");
    assertThat(values(after.path("events"), "offset")).containsExactly("2", "3", "4", "5");
    assertThat(after.path("next").asInt()).isEqualTo(5);
    assertThat(after.at("/events/0/severity").asText()).isEqualTo("bad");
  }

  @Test
  void eventsThatAreNoLongerInMemoryComeFromTheTopic() throws Exception {
    for (int i = 0; i < 3; i++) {
      web.happenedLongAgo(damaged("old", i), 2 * i);
      web.happenedLongAgo(damaged("other", i), 2 * i + 1);
    }
    web.news().job(Samples.job("old", Status.FINISHED));
    for (int i = 0; i < 1001; i++) {
      web.news().event(damaged("old", i), 100 + i);
    }
    web.happenedLongAgo(damaged("old", 0), 100); // for which memory has no room any more
    JsonNode oldest = web.json("/api/jobs/old/events?before=103");
    assertThat(values(oldest.path("events"), "offset")).containsExactly("101", "102");
    assertThat(oldest.path("previous").asInt()).isEqualTo(101);

    List<String> older = new ArrayList<>();
    JsonNode page = oldest;
    while (!page.path("previous").isNull()) {
      page = web.json("/api/jobs/old/events?before=" + page.path("previous"));
      older.addAll(0, values(page.path("events"), "offset"));
    }
    assertThat(older).containsExactly("0", "2", "4", "100");
  }

  private static Event damaged(String job, int sequence) {
    return new Event.CheckpointDamaged(job, sequence, "f", "it is missing", NOW);
  }

  @Test
  void anEndedJobIsForgottenWithItsObjectsAndARunningOneIsNot() throws Exception {
    web.schedulerAnswers(r -> new RequestAccepted(r.job(), r.requestId(), "remove", NOW));
    assertThat(delete("a").statusCode()).isEqualTo(422);
    web.news().job(Samples.job("a", Status.FINISHED));
    assertThat(delete("a").statusCode()).isEqualTo(202);
    assertThat(store.list("jobs/a/")).isEmpty();
  }

  @Test
  void aNameThatTheStoreHasWithOtherOptionsCannotBeTakenAgain() throws Exception {
    web.schedulerAnswers(r -> new RequestAccepted(r.job(), r.requestId(), "train", NOW));
    String same = "{\"job\":\"a\",\"cfg\":\"gelan-t\",\"data\":\"/d/data.yaml\",\"epochs\":10}";
    HttpResponse<String> other = web.post("/api/jobs", same.replace("10", "11"));
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.body()).contains("take another name");
    assertThat(web.requests()).isEmpty();
    assertThat(web.post("/api/jobs", same).statusCode()).isEqualTo(202);
  }

  @Test
  void aSchedulerThatKnowsNoStoreSaysSo() throws Exception {
    try (TestInterface without = new TestInterface()) {
      without.news().job(Samples.job("a", Status.RUNNING));
      HttpResponse<String> answer = without.get("/api/jobs/a/curves");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("--store");
    }
  }

  private HttpResponse<String> delete(String name) throws Exception {
    return web.send(
        web.request("/api/jobs/" + name).header("Content-Type", "application/json").DELETE());
  }

  private long offset = -1;

  private void event(Event event) {
    web.news().event(event, ++offset);
  }

  private static Event started(int attempt, String worker) {
    return new Event.AttemptStarted(
        "a", 1, "attempt-" + attempt, worker, 0, "cpu", 0, 0, Optional.empty(), NOW);
  }

  private static List<String> values(JsonNode rows, String field) {
    List<String> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.path(field).asText()));
    return values;
  }
}
