package dev.baton.scheduler.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;

/** The interface on a free port, over a view that a test feeds, and somebody who asks it. */
final class TestInterface implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final FleetView view = new FleetView(Clock.fixed(Samples.NOW, ZoneOffset.UTC));
  private final WebInterface web;
  private final HttpAddress address;

  TestInterface() {
    this(Optional.empty());
  }

  TestInterface(Optional<String> token) {
    HttpAddress wanted = new HttpAddress("127.0.0.1", 0);
    web =
        new WebInterface(
            wanted,
            new RequestGuard(wanted, token.map(AccessToken::of)),
            view,
            () -> view.summary("0.1.0", "leading", true),
            () -> true);
    address = web.start();
  }

  FleetView view() {
    return view;
  }

  HttpAddress address() {
    return address;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address.url() + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    return ApiJson.MAPPER.readTree(get(path).body());
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  @Override
  public void close() {
    client.close();
    web.close();
  }
}
