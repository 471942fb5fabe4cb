package dev.baton.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.messages.Json;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP interface of a fleet of real processes. */
class PageInterfaceIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String TRAIN =
      "{\"job\":\"exp1\",\"task\":\"tiny\",\"epochs\":20,\"epochs_per_command\":20,\"hyp\":{\"steps\":20,\"step_millis\":20},\"checkpoint_every\":\"200ms\"}";

  @TempDir Path temporary;
  private final HttpClient client = HttpClient.newHttpClient();
  private LocalFleet fleet;

  @BeforeEach
  void start() throws Exception {
    FleetOptions options =
        new FleetOptions(new FleetFolder(temporary), 2, 1, FleetOptions.Ports.ANY);
    fleet = LocalFleet.open(options, sentence -> {});
    fleet.start();
    until("the topics to be read", () -> get("/healthz").statusCode() == 200);
  }

  @AfterEach
  void stop() {
    client.close();
    fleet.close();
  }

  @Test
  void aJobIsStartedWatchedSurvivesItsWorkerIsPausedResumedAndShowsItsHistory() throws Exception {
    assertThat(json("/api/fleet").path("role").asText()).isEqualTo("leading");
    until("the store to answer", () -> json("/api/fleet").path("storeReachable").asBoolean());
    assertThat(post("/api/jobs", TRAIN).statusCode()).isEqualTo(202);
    assertThat(post("/api/jobs", TRAIN.replace("\"epochs\":20,", "\"epochs\":21,")).statusCode())
        .as("the same name with other options")
        .isEqualTo(422);

    until("steps to be told", () -> !job().path("stepsPerEpoch").isNull());
    until("a checkpoint", () -> json("/api/jobs/exp1/checkpoints").path("checkpoints").size() > 2);
    String lost = job().path("worker").asText();
    fleet.kill(lost);
    until("another worker to go on", () -> !job().path("worker").asText().equals(lost));
    until(
        "the handover to be marked",
        () ->
            json("/api/jobs/exp1/curves").at("/handovers/0/kind").asText().equals("killed")
                && json("/api/jobs/exp1/attempts").at("/attempts/1/takeoverMillis").isNumber());

    assertThat(post("/api/jobs/exp1/pause", "{}").statusCode()).isEqualTo(202);
    until("the job to be paused", () -> isStatus("PAUSED"));
    assertThat(post("/api/jobs/exp1/resume", "{}").statusCode()).isEqualTo(202);
    until("the job to be finished", () -> isStatus("FINISHED"));

    JsonNode curves = json("/api/jobs/exp1/curves");
    assertThat(curves.path("epochs")).hasSize(20);
    assertThat(curves.path("columns").toString()).contains("train/loss");
    assertThat(job().path("progress").asDouble()).isEqualTo(1);
    assertThat(post("/api/jobs/exp1/checkpoints/%s/verify".formatted(newest()), "{}").body())
        .contains("\"verified\"");
    assertThat(get("/api/jobs/exp1/events").body())
        .contains("trains from checkpoint", "paused at", "finished");
  }

  private String newest() throws Exception {
    for (JsonNode row : json("/api/jobs/exp1/checkpoints").path("checkpoints")) {
      if (row.path("isNewest").asBoolean()) {
        return row.path("sequence").asText();
      }
    }
    throw new AssertionError("No checkpoint is the newest");
  }

  private boolean isStatus(String status) throws Exception {
    return job().path("status").asText().equals(status);
  }

  private JsonNode job() throws Exception {
    return json("/api/jobs/exp1");
  }

  private JsonNode json(String path) throws Exception {
    return Json.MAPPER.readTree(get(path).body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String json) throws Exception {
    return client.send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(fleet.page() + path)).timeout(Duration.ofSeconds(20));
  }

  private static void until(String what, Callable<Boolean> condition) {
    await(what).ignoreException(ConnectException.class).atMost(SOON).until(condition);
  }
}
