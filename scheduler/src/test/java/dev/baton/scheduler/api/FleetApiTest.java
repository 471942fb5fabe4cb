package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.messages.JobState.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetApiTest {
  private final TestInterface web = new TestInterface();

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void theFleetIsCountedAndItsQueueIsInTheOrderOfDispatch() throws Exception {
    web.news().job(Samples.job("running", Status.RUNNING));
    web.news().job(Samples.job("low", Status.QUEUED, Samples.spec(",\"priority\":1")));
    web.news().job(Samples.job("high", Status.QUEUED, Samples.spec(",\"priority\":9")));
    web.news().progress(Samples.heartbeat("worker-1", Optional.of("running")), NOW);
    web.news().progress(Samples.heartbeat("worker-2", Optional.empty()), NOW);

    JsonNode fleet = web.json("/api/fleet");

    assertThat(fleet.path("role").asText()).isEqualTo("leading");
    assertThat(fleet.at("/counts/running").asInt()).isEqualTo(1);
    assertThat(fleet.at("/counts/queued").asInt()).isEqualTo(2);
    assertThat(fleet.at("/workers").toString()).isEqualTo("{\"alive\":2,\"busy\":1,\"idle\":1}");
    assertThat(fleet.path("queue").toString()).isEqualTo("[\"high\",\"low\"]");
    assertThat(fleet.path("waiting").asInt()).isEqualTo(2);
  }

  @Test
  void aRunningJobShowsItsNewestStepAndWhenItWillEnd() throws Exception {
    web.news().job(Samples.job("a", Status.RUNNING));
    web.news().progress(Samples.step("a", 5, 5, NOW), NOW);
    web.news().progress(Samples.step("a", 5, 15, NOW.plusSeconds(10)), NOW.plusSeconds(10));

    JsonNode job = web.json("/api/jobs/a");

    assertThat(job.path("epoch").asInt()).isEqualTo(4);
    assertThat(job.path("step").asInt()).isEqualTo(15);
    assertThat(job.path("progress").asDouble()).isEqualTo(0.475);
    assertThat(job.path("etaSeconds").asInt()).isEqualTo(105);
    assertThat(job.path("loss").asDouble()).isEqualTo(4);
    assertThat(job.at("/losses/box").asDouble()).isEqualTo(1.5);
    assertThat(job.path("fitness").asDouble()).isEqualTo(0.275);
    assertThat(job.at("/spec/epochs").asInt()).isEqualTo(10);
    assertThat(job.path("why").isNull()).isTrue();
  }

  @Test
  void theSecretInAWebhooksAddressIsOnNoPage() throws Exception {
    String hook = ",\"notify_url\":\"https://hooks.example/T0/hush?key=hush\"";
    web.news().job(Samples.job("a", Status.QUEUED, Samples.spec(hook)));
    assertThat(web.get("/api/jobs/a").body())
        .contains("https://hooks.example/...")
        .doesNotContain("hush");
  }

  @Test
  void listsAreFilteredSortedAndPagedHere() throws Exception {
    for (int i = 0; i < 30; i++) {
      web.news().job(Samples.job("exp%02d".formatted(i), Status.QUEUED));
      web.news().job(Samples.job("run%02d".formatted(i), Status.RUNNING));
    }
    JsonNode page = web.json("/api/jobs?status=running&q=RUN&sort=-name&offset=5&limit=3");
    assertThat(page.path("total").asInt()).isEqualTo(30);
    assertThat(page.path("offset").asInt()).isEqualTo(5);
    assertThat(names(page)).containsExactly("run24", "run23", "run22");
  }

  @Test
  void aQuestionThatCannotBeAnsweredSaysHowToAsk() throws IOException, InterruptedException {
    assertThat(web.get("/api/jobs?sort=size").statusCode()).isEqualTo(400);
    assertThat(web.json("/api/jobs?sort=size").path("error").asText()).contains("use one of");
    assertThat(web.json("/api/jobs?limit=1000").path("error").asText()).contains("from 1 to 200");
    assertThat(web.json("/api/jobs?status=done").path("error").asText()).contains("QUEUED");
    assertThat(web.get("/api/jobs/none").statusCode()).isEqualTo(404);
    assertThat(web.json("/api/nothing").path("error").asText()).contains("There is no");
  }

  @Test
  void aWorkerThatSaysNothingIsSilentAndThenForgotten() throws Exception {
    web.news().progress(Samples.heartbeat("fresh", Optional.empty()), NOW);
    web.news().progress(Samples.heartbeat("silent", Optional.empty()), NOW.minusSeconds(4));
    web.news().progress(Samples.heartbeat("gone", Optional.empty()), NOW.minusSeconds(61));
    JsonNode page = web.json("/api/workers?sort=name");
    assertThat(page.path("total").asInt()).isEqualTo(2);
    assertThat(page.at("/workers/0/state").asText()).isEqualTo("IDLE");
    assertThat(page.at("/workers/1/state").asText()).isEqualTo("SILENT");
  }

  private static List<String> names(JsonNode page) {
    List<String> names = new ArrayList<>();
    page.path("jobs").forEach(job -> names.add(job.path("job").asText()));
    return names;
  }
}
