package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamTest {
  private final TestInterface web = new TestInterface();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    client.shutdownNow();
    web.close();
  }

  @Test
  void whoFollowsTheFleetHearsOfItsJobsWorkersAndEvents() throws Exception {
    web.news().job(Samples.job("before", Status.QUEUED));
    try (BufferedReader stream = follow("")) {
      assertThat(next(stream, "fleet")).contains("\"queued\":1");
      web.news().job(Samples.job("a", Status.RUNNING));
      web.news().progress(Samples.heartbeat("worker-1", Optional.of("a")), NOW);
      web.news().event(new Event.JobCancelled("a", 0, NOW), 7);
      readUntil(
          stream,
          line -> line.startsWith("fleet") && line.contains("\"running\":1"),
          line -> line.startsWith("workers") && line.contains("\"worker-1\""),
          line -> line.startsWith("jobs") && line.contains("\"job\":\"a\""),
          line -> line.startsWith("event") && line.contains("\"offset\":7"));
    }
  }

  @Test
  void whoFollowsAJobHearsItsStepsAndNothingOfOthers() throws Exception {
    web.news().job(Samples.job("a", Status.RUNNING));
    web.news().job(Samples.job("b", Status.RUNNING));
    try (BufferedReader stream = follow("?job=a")) {
      next(stream, "fleet");
      web.news().event(new Event.JobCancelled("b", 0, NOW), 7);
      web.news().progress(Samples.step("b", 5, 6, NOW), NOW);
      web.news().progress(Samples.step("a", 5, 6, NOW), NOW);
      List<String> heard =
          readUntil(
              stream,
              line -> line.startsWith("step {\"epoch\":4,\"step\":6,\"stepsPerEpoch\":20"),
              line -> line.startsWith("jobs"));
      assertThat(heard).noneMatch(line -> line.contains("\"job\":\"b\""));
    }
  }

  @Test
  void whoNamesKindsHearsOfNothingElse() throws Exception {
    try (BufferedReader stream = follow("?kinds=fleet,workers")) {
      next(stream, "fleet");
      web.news().job(Samples.job("a", Status.RUNNING));
      web.news().event(new Event.JobCancelled("a", 0, NOW), 7);
      web.news().progress(Samples.heartbeat("worker-1", Optional.of("a")), NOW);
      List<String> heard =
          readUntil(
              stream,
              line -> line.startsWith("workers"),
              line -> line.startsWith("fleet") && line.contains("\"running\":1"));
      assertThat(heard).noneMatch(line -> line.matches("(jobs|event) .*"));
    }
    HttpResponse<String> answer = web.get("/api/stream?kinds=worker");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("kinds=worker is none: use fleet, jobs, workers");
  }

  @Test
  void aRemovedJobIsNamed() throws Exception {
    web.news().job(Samples.job("a", Status.QUEUED));
    try (BufferedReader stream = follow("")) {
      next(stream, "jobs");
      web.news().jobRemoved("a");
      assertThat(next(stream, "jobs")).contains("{\"jobs\":[],\"removed\":[\"a\"]}");
    }
  }

  @Test
  void whoIsTooSlowIsToldToAskForEverythingAnew() throws Exception {
    Follower slow = new Follower(Interest.inAll(Optional.empty()), closing -> {});
    for (int i = 0; i < 300; i++) {
      slow.tell("event: event\ndata: %d\n\n".formatted(i));
    }
    slow.tell("last");
    StringBuilder written = new StringBuilder();
    slow.writeTo(
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            written.append((char) octet);
            if (written.toString().endsWith("last")) {
              throw new IOException("gone away");
            }
          }
        });
    assertThat(written.toString())
        .startsWith("event: resync\n")
        .contains("data: 299\n")
        .doesNotContain("data: 1\n");
  }

  private BufferedReader follow(String query) throws Exception {
    HttpResponse<InputStream> answer =
        client.send(web.request("/api/stream" + query).build(), BodyHandlers.ofInputStream());
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  /** The data of the next event of this name. */
  private static String next(BufferedReader stream, String name) throws IOException {
    String event;
    do {
      event = event(stream);
    } while (!event.startsWith(name + " "));
    return event;
  }

  /** Reads events until each of {@code wanted} has come; all that were read. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  private static List<String> readUntil(BufferedReader stream, Predicate<String>... wanted)
      throws IOException {
    List<String> read = new ArrayList<>();
    while (!Arrays.stream(wanted).allMatch(w -> read.stream().anyMatch(w))) {
      read.add(event(stream));
    }
    return read;
  }

  /** The name and the data of the next event. */
  private static String event(BufferedReader stream) throws IOException {
    String name = "";
    while (true) {
      String line = stream.readLine();
      if (line == null) {
        throw new AssertionError("The stream has ended");
      }
      if (line.startsWith("event: ")) {
        name = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        return name + " " + line.substring("data: ".length());
      }
    }
  }
}
