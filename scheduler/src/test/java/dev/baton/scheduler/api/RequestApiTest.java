package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.Event.RequestRejected;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestApiTest {
  private static final String TRAIN =
      "{\"job\":\"exp1\",\"cfg\":\"gelan-t\",\"data\":\"/d/data.yaml\",\"epochs\":3}";

  private final TestInterface web = new TestInterface();

  @BeforeEach
  void acceptEverything() {
    web.schedulerAnswers(r -> new RequestAccepted(r.job(), r.requestId(), "train", NOW));
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void aJobIsStartedByTheRequestThatAnyClientCouldSend() throws Exception {
    HttpResponse<String> answer = web.post("/api/jobs", TRAIN);

    assertThat(answer.statusCode()).isEqualTo(202);
    Request.Train train = (Request.Train) web.requests().getFirst();
    assertThat(train.job()).isEqualTo("exp1");
    assertThat(train.spec().epochs()).isEqualTo(3);
    assertThat(answer.body())
        .isEqualTo("{\"requestId\":\"%s\",\"job\":\"exp1\"}".formatted(train.requestId()));
  }

  @Test
  void jobsWithoutANameGetTheNextFreeOnes() throws Exception {
    String nameless = TRAIN.replace("\"job\":\"exp1\",", "");
    web.news().job(Samples.job("exp", Status.FINISHED));
    assertThat(web.post("/api/jobs", nameless).body()).endsWith("\"job\":\"exp2\"}");
    // Before the topics tell of it.
    assertThat(web.post("/api/jobs", nameless).body()).endsWith("\"job\":\"exp3\"}");
    web.news().job(Samples.job("exp2", Status.QUEUED));
    web.news().job(Samples.job("exp3", Status.QUEUED));
    assertThat(web.post("/api/jobs", nameless).body()).endsWith("\"job\":\"exp4\"}");
    web.news().jobRemoved("exp2");
    assertThat(web.post("/api/jobs", nameless).body()).endsWith("\"job\":\"exp2\"}");
  }

  @Test
  void whatIsRefusedTakesNoName() throws Exception {
    String nameless = TRAIN.replace("\"job\":\"exp1\",", "");
    HttpResponse<String> unreadable = web.post("/api/jobs", nameless.replace("3", "-3"));
    assertThat(reasons(unreadable)).contains("epochs is -3").doesNotContain("job");
    web.schedulerAnswers(r -> new RequestRejected(r.job(), r.requestId(), List.of("no"), NOW));
    assertThat(web.post("/api/jobs", nameless).statusCode()).isEqualTo(422);
    acceptEverything();
    assertThat(web.post("/api/jobs", nameless).body()).endsWith("\"job\":\"exp\"}");
  }

  @Test
  void everyVerbIsARequestAboutTheJobInThePath() throws Exception {
    for (String verb : List.of("pause", "resume", "cancel", "rerun")) {
      assertThat(web.post("/api/jobs/exp1/" + verb, "{}").statusCode()).as(verb).isEqualTo(202);
    }
    web.post("/api/jobs/exp1/priority", "{\"priority\":7}");
    web.post("/api/jobs/exp1/rewind", "{\"from\":12}");
    web.post("/api/jobs/exp1/extend", "{\"epochs\":20}");
    List<Request> sent = web.requests();
    assertThat(sent).allMatch(request -> request.job().equals("exp1"));
    assertThat(sent.subList(0, 4))
        .hasExactlyElementsOfTypes(
            Request.Pause.class, Request.Resume.class, Request.Cancel.class, Request.Rerun.class);
    assertThat(((Request.SetPriority) sent.get(4)).priority()).isEqualTo(7);
    assertThat(((Request.Rewind) sent.get(5)).from()).isEqualTo(12);
    assertThat(((Request.Extend) sent.get(6)).epochs()).isEqualTo(20);
  }

  @Test
  void whatTheSchedulerRefusesIsToldInItsWords() throws Exception {
    web.schedulerAnswers(
        r -> new RequestRejected(r.job(), r.requestId(), List.of("there is no job exp1"), NOW));
    HttpResponse<String> answer = web.post("/api/jobs/exp1/pause", "{}");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(reasons(answer)).isEqualTo("[\"there is no job exp1\"]");
  }

  @Test
  void aRequestThatCannotBeReadNeverReachesTheScheduler() throws Exception {
    HttpResponse<String> answer =
        web.post("/api/jobs", TRAIN.replace("\"epochs\":3", "\"epoch\":3,\"imgsz\":100"));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(reasons(answer)).contains("imgsz is 100", "did you mean \\\"epochs\\\"?");
    assertThat(web.post("/api/jobs", "[1]").statusCode()).isEqualTo(400);
    assertThat(web.post("/api/jobs", "{").statusCode()).isEqualTo(400);
    assertThat(web.requests()).isEmpty();
  }

  @Test
  void nobodyCanMakeAnotherRequestOfIt() throws Exception {
    web.post("/api/jobs", TRAIN.replace("{", "{\"type\":\"remove\","));
    web.post("/api/jobs/exp1/pause", "{\"type\":\"cancel\",\"job\":\"exp2\"}");
    assertThat(web.requests().get(0)).isInstanceOf(Request.Train.class);
    assertThat(web.requests().get(1)).isInstanceOf(Request.Pause.class);
    assertThat(web.requests().get(1).job()).isEqualTo("exp1");
  }

  @Test
  void whenNoSchedulerAnswersItIsSaidWhatBecomesOfTheRequest() throws Exception {
    try (TestInterface deaf = new TestInterface()) {
      HttpResponse<String> answer = deaf.post("/api/jobs", TRAIN);
      assertThat(answer.statusCode()).isEqualTo(504);
      assertThat(answer.body()).contains("the request is kept");
    }
  }

  @Test
  void aBodyWithoutEndIsNotRead() throws Exception {
    String long300 = "{\"cfg\":\"" + "x".repeat(300 << 10) + "\"}";
    assertThat(web.post("/api/jobs", long300).statusCode()).isEqualTo(400);
  }

  private static String reasons(HttpResponse<String> answer) throws Exception {
    JsonNode json = ApiJson.MAPPER.readTree(answer.body());
    assertThat(json.path("error").asText()).startsWith("Refused: ");
    return json.path("reasons").toString();
  }
}
