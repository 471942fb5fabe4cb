package dev.baton.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {
  private static final String TOKEN = "a-token-of-a-test-0123456789";

  @Test
  void nobodyElsesMachineComesInWithoutAToken() {
    HttpAddress everywhere = HttpAddress.parse("0.0.0.0:19080");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequestGuard(everywhere, Optional.empty()))
        .withMessageContaining("set BATON_HTTP_TOKEN");
    new RequestGuard(everywhere, Optional.of(AccessToken.of(TOKEN)));
    new RequestGuard(HttpAddress.parse("[::1]:0"), Optional.empty());
  }

  @Test
  void aTokenThatCouldBeGuessedIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AccessToken.of("secret"))
        .withMessageContaining("at least 16");
  }

  @Test
  void everyAnswerCarriesTheHeadersThatKeepOtherSitesOut() throws Exception {
    try (TestInterface web = new TestInterface()) {
      for (String path : new String[] {"/api/fleet", "/api/none", "/healthz", "/none"}) {
        HttpResponse<String> answer = web.get(path);
        RequestGuard.HEADERS.forEach(
            (name, value) -> assertThat(answer.headers().firstValue(name)).contains(value));
      }
    }
  }

  @Test
  void aHostOfAnotherNameIsRefusedForItMayBeRebound() throws Exception {
    try (TestInterface web = new TestInterface()) {
      assertThat(statusLine(web, "evil.example")).contains("403");
      assertThat(statusLine(web, "evil.example:" + web.address().port())).contains("403");
      assertThat(statusLine(web, "localhost:" + web.address().port())).contains("200");
      assertThat(statusLine(web, "[::1]:" + web.address().port())).contains("200");
    }
    try (TestInterface web = new TestInterface(Optional.of(TOKEN), Optional.empty())) {
      assertThat(statusLine(web, "fleet.example")).contains("401");
    }
  }

  @Test
  void anotherSitesPageGetsNothing() throws Exception {
    try (TestInterface web = new TestInterface()) {
      var cross = web.request("/api/jobs").header("Sec-Fetch-Site", "cross-site");
      assertThat(web.send(cross).statusCode()).isEqualTo(403);
      var foreign = web.request("/api/jobs").header("Origin", "http://evil.example");
      assertThat(web.send(foreign).statusCode()).isEqualTo(403);
      var opaque = web.request("/api/jobs").header("Origin", "null");
      assertThat(web.send(opaque).statusCode()).isEqualTo(403);
      var own = web.request("/api/jobs").header("Origin", web.address().url());
      assertThat(web.send(own).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aFormCannotChangeAnything() throws Exception {
    try (TestInterface web = new TestInterface()) {
      for (String type : new String[] {"text/plain", "application/x-www-form-urlencoded"}) {
        var form =
            web.request("/api/jobs/a/cancel")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString("{}"));
        assertThat(web.send(form).statusCode()).isEqualTo(415);
      }
    }
  }

  @Test
  void withATokenOnlyThePageItselfComesWithoutIt() throws Exception {
    try (TestInterface web = new TestInterface(Optional.of(TOKEN), Optional.empty())) {
      assertThat(web.get("/healthz").statusCode()).isEqualTo(200);
      for (String path : new String[] {"/api/fleet", "/api/stream", "/api/none", "/metrics"}) {
        assertThat(web.get(path).statusCode()).as(path).isEqualTo(401);
      }
      var bearer = web.request("/api/fleet").header("Authorization", "Bearer " + TOKEN);
      assertThat(web.send(bearer).statusCode()).isEqualTo(200);
      var wrong = web.request("/api/fleet").header("Authorization", "Bearer " + TOKEN + "x");
      assertThat(web.send(wrong).statusCode()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics/",
        "/metrics//",
        "//metrics",
        "/./metrics",
        "/%6detrics",
        "/metrics;a=b",
        "/metrics%2f",
        "/METRICS",
        "/api/fleet/",
        "//api/fleet",
        "/x/../api/fleet",
        "/;a=b/api/fleet",
        "/%61pi/fleet",
        "/API/fleet"
      })
  void noSpellingOfAPathComesInWithoutTheToken(String path) throws Exception {
    try (TestInterface web = new TestInterface(Optional.of(TOKEN), Optional.empty())) {
      assertThat(web.get(path).statusCode()).isGreaterThanOrEqualTo(400);
    }
  }

  @Test
  void aSessionIsACookieThatScriptsCannotReadAndThatDoesNotTellTheToken() throws Exception {
    try (TestInterface web = new TestInterface(Optional.of(TOKEN), Optional.empty())) {
      assertThat(web.post("/api/session", "{\"token\":\"no\"}").statusCode()).isEqualTo(401);
      var opened = web.post("/api/session", "{\"token\":\"%s\"}".formatted(TOKEN));
      assertThat(opened.statusCode()).isEqualTo(204);
      String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(TOKEN);
      var known = web.request("/api/fleet").header("Cookie", cookie.split(";")[0]);
      assertThat(web.send(known).statusCode()).isEqualTo(200);
    }
  }

  /** Java's client does not let anybody choose the header Host. */
  private static String statusLine(TestInterface web, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.address().port())) {
      String request =
          "GET /api/fleet HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }
}
