package dev.baton.scheduler.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Request;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The interface on a free port, over topics and a scheduler that a test plays, and somebody who
 * asks it.
 */
final class TestInterface implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final FleetView view = new FleetView(Clock.fixed(Samples.NOW, ZoneOffset.UTC));
  private final List<EventShelf.Kept> topic = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final WebInterface web;
  private volatile Function<Request, Optional<Event>> scheduler = request -> Optional.empty();
  private final HttpAddress address;
  private final FleetNews news;

  TestInterface() {
    this(Optional.empty(), Optional.empty());
  }

  TestInterface(Optional<String> token, Optional<ObjectStore> store) {
    this(token, store, 0);
  }

  /**
   * @param port 0 for any that is free
   */
  TestInterface(Optional<String> token, Optional<ObjectStore> store, int port) {
    TakeoverTimes takeovers = new TakeoverTimes();
    RequestDesk desk = new RequestDesk(this::published, Duration.ofMillis(200));
    Supplier<FleetSummary> summary = () -> view.summary("0.1.0", "leading", store.isPresent());
    FleetMetrics metrics = new FleetMetrics(Samples.NOW, view, summary);
    news = new FleetNews(view, desk, takeovers, metrics);
    HttpAddress wanted = new HttpAddress("127.0.0.1", port);
    web =
        new WebInterface(
            wanted,
            new RequestGuard(wanted, token.map(AccessToken::of)),
            new WebInterface.Sources(
                view,
                this::past,
                desk,
                new JobLogs(store),
                takeovers,
                metrics,
                summary,
                () -> true));
    address = web.start();
  }

  /** Takes in what the topics would say. */
  FleetNews news() {
    return news;
  }

  /** Has the topic hold an event that is older than all in memory. */
  void happenedLongAgo(Event event, long offset) {
    topic.add(new EventShelf.Kept(offset, event));
  }

  /** Reads two records at a time, whosever they are. */
  private PastEvents.Found past(String job, long offset, int limit) {
    List<EventShelf.Kept> older = topic.stream().filter(kept -> kept.offset() < offset).toList();
    List<EventShelf.Kept> read =
        older.subList(Math.max(0, older.size() - Math.min(limit, 2)), older.size());
    return new PastEvents.Found(
        read.stream().filter(kept -> kept.event().job().equals(job)).toList(),
        read.size() < older.size() ? Optional.of(read.getFirst().offset()) : Optional.empty());
  }

  /** How the scheduler answers requests from now on; it does not in the beginning. */
  void schedulerAnswers(Function<Request, Event> answers) {
    scheduler = request -> Optional.of(answers.apply(request));
  }

  /** Requests that the scheduler got. */
  List<Request> requests() {
    return requests;
  }

  private void published(Request request) {
    requests.add(request);
    scheduler.apply(request).ifPresent(event -> news.event(event, requests.size()));
  }

  HttpAddress address() {
    return address;
  }

  List<String> routes() {
    return web.routes();
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
