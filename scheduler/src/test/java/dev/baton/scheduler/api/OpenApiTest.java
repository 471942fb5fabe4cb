package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.baton.common.checkpoint.JobPictures;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The document and the server, against each other. */
class OpenApiTest {
  /** Views and files of the page are no part of the interface. */
  private static final Predicate<String> IS_PAGE =
      route -> route.matches("GET /(jobs.*|workers|compare|new|assets/.*)?");

  @TempDir Path folder;
  private ObjectStore store;
  private TestInterface web;
  private JsonNode document;

  @BeforeEach
  void readTheDocument() throws Exception {
    store = new DirectoryObjectStore(folder);
    web = new TestInterface(Optional.empty(), Optional.of(store));
    Map<String, Object> yaml = new Yaml().load(web.get("/api/openapi.yaml").body());
    document = ApiJson.MAPPER.valueToTree(yaml);
  }

  @AfterEach
  void stop() {
    web.close();
    store.close();
  }

  @Test
  void everyRouteIsInTheDocumentAndTheReverse() {
    TreeSet<String> documented = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        verb ->
                            documented.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(web.routes())
        .filteredOn(IS_PAGE.negate())
        .containsExactlyInAnyOrderElementsOf(documented);
  }

  @Test
  void answersAreAsTheDocumentSays() throws Exception {
    TrainedJob job = new TrainedJob(store, "a");
    job.attempt(1, 1, "worker-1");
    job.checkpoint(1, 0);
    job.checkpoint(1, 5);
    job.attempt(2, 1, "worker-2");
    job.checkpoint(2, 0);
    job.attempt(3, 2, "worker-1", Optional.of(new Branch(1, Optional.of(1L), "r")));
    new JobPictures(store, "a").put("results.png", new byte[] {1});
    web.news().job(Samples.job("a", Status.RUNNING));
    web.news().job(Samples.job("waits", Status.QUEUED));
    web.news().progress(Samples.step("a", 5, 5, NOW), NOW);
    web.news().progress(Samples.step("a", 5, 15, NOW.plusSeconds(10)), NOW);
    web.news().progress(Samples.heartbeat("worker-1", Optional.of("a")), NOW);
    web.news().progress(Samples.heartbeat("worker-2", Optional.empty()), NOW.minusSeconds(9));
    web.news().event(new Event.CheckpointDamaged("a", 2, "f", "it is missing", NOW), 1);
    web.schedulerAnswers(r -> new RequestAccepted(r.job(), r.requestId(), "any", NOW));

    requireAsDocumented("get", "/api/fleet", web.get("/api/fleet"));
    requireAsDocumented("get", "/api/jobs", web.get("/api/jobs"));
    requireAsDocumented("get", "/api/jobs", web.get("/api/jobs?sort=none"));
    requireAsDocumented("get", "/api/workers", web.get("/api/workers"));
    requireAsDocumented("get", "/api/jobs/{job}", web.get("/api/jobs/a"));
    requireAsDocumented("get", "/api/jobs/{job}", web.get("/api/jobs/waits"));
    requireAsDocumented("get", "/api/jobs/{job}", web.get("/api/jobs/none"));
    for (String part : new String[] {"curves", "attempts", "checkpoints", "events", "pictures"}) {
      requireAsDocumented("get", "/api/jobs/{job}/" + part, web.get("/api/jobs/a/" + part));
      requireAsDocumented("get", "/api/jobs/{job}/" + part, web.get("/api/jobs/waits/" + part));
    }
    requireAsDocumented(
        "post",
        "/api/jobs/{job}/checkpoints/{sequence}/verify",
        web.post("/api/jobs/a/checkpoints/1/verify", "{}"));
    requireAsDocumented("post", "/api/jobs/{job}/pause", web.post("/api/jobs/a/pause", "{}"));
    requireAsDocumented(
        "post", "/api/jobs/{job}/extend", web.post("/api/jobs/a/extend", "{\"epochs\":0}"));
    requireAsDocumented("post", "/api/jobs", web.post("/api/jobs", "{\"job\":\"b\"}"));
  }

  private void requireAsDocumented(String verb, String path, HttpResponse<String> answer)
      throws Exception {
    JsonNode response =
        document.path("paths").path(path).path(verb).path("responses").path(status(answer));
    assertThat(response.isMissingNode()).as("%s %s %s", verb, path, answer.statusCode()).isFalse();
    if (response.has("$ref")) {
      response = document.at(response.path("$ref").asText().substring(1));
    }
    ObjectNode schema = response.at("/content/application~1json/schema").deepCopy();
    schema.set("components", document.path("components"));
    Schema parsed =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    assertThat(parsed.validate(ApiJson.MAPPER.readTree(answer.body())))
        .as("%s %s: %s", verb, path, answer.body())
        .isEmpty();
  }

  private static String status(HttpResponse<String> answer) {
    return String.valueOf(answer.statusCode());
  }
}
