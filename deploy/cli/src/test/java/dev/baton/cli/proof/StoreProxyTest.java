package dev.baton.cli.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.baton.cli.proof.StoreProxy.Mood;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proxy before a small HTTP server that keeps what it was sent. */
class StoreProxyTest {
  private static final String BODY = "x".repeat(100_000);

  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private StoreProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          received.add(new String(body, UTF_8));
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    proxy = new StoreProxy(server.getAddress().getPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.stop(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLEAR", "SLOW"})
  void handsOnEveryByte(Mood mood) throws Exception {
    proxy.become(mood);
    assertThat(put().body()).isEqualTo(BODY);
    assertThat(received).containsExactly(BODY);
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "RESET"})
  void keepsRequestsFromTheStore(Mood mood) {
    proxy.become(mood);
    assertThatThrownBy(this::put).isInstanceOf(IOException.class);
    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"LOST_REPLY", "TRUNCATED"})
  void spoilsTheAnswerToARequestThatTheStoreHasDone(Mood mood) {
    proxy.become(mood);
    assertThatThrownBy(this::put).isInstanceOf(IOException.class);
    assertThat(received).isNotEmpty().containsOnly(BODY);
  }

  @Test
  void answersThatTheStoreIsUnavailable() throws Exception {
    proxy.become(Mood.UNAVAILABLE);
    assertThat(put().statusCode()).isEqualTo(503);
    assertThat(received).isEmpty();
  }

  @Test
  void hasNoRoomForWhatIsToBeWrittenAndHandsOnAllElse() throws Exception {
    proxy.become(Mood.FULL);
    HttpResponse<String> refused = put();
    assertThat(refused.statusCode()).isEqualTo(507);
    assertThat(refused.body()).contains("<Code>XMinioStorageFull</Code>");
    assertThat(received).isEmpty();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest delete =
          HttpRequest.newBuilder(request(), (name, value) -> true).DELETE().build();
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(delete, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      }
    }
    assertThat(received).containsExactly("", "");
  }

  @Test
  void whatItHeldBackWhileItWasMuteArrivesAfterwards() {
    proxy.become(Mood.MUTE);
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer = client.sendAsync(request(), BodyHandlers.ofString());
      assertThat(received).isEmpty();
      proxy.become(Mood.CLEAR);
      assertThat(answer.join().body()).isEqualTo(BODY);
    }
    assertThat(received).containsExactly(BODY);
  }

  @Test
  void isAsBeforeWhenItsMoodHasPassed() throws Exception {
    proxy.become(Mood.RESET);
    assertThatThrownBy(this::put).isInstanceOf(IOException.class);
    proxy.become(Mood.CLEAR);
    assertThat(put().statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> put() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request(), BodyHandlers.ofString());
    }
  }

  private HttpRequest request() {
    return HttpRequest.newBuilder(URI.create(proxy.endpoint() + "/key"))
        .PUT(HttpRequest.BodyPublishers.ofString(BODY))
        .build();
  }
}
