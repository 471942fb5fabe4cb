package dev.baton.scheduler.api;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Which path is answered by whom; {@code openapi.yaml} has the same list for people. */
final class Routes {
  /** Views of the page; which one it shows, it sees by its address. */
  private static final List<String> VIEWS =
      List.of("/", "/jobs", "/jobs/{job}", "/workers", "/compare", "/new");

  private static final List<String> VERBS =
      List.of("pause", "resume", "cancel", "rerun", "extend", "rewind");

  private final PageFiles files;
  private final FleetApi fleet;
  private final JobApi jobs;
  private final EventApi events;
  private final PictureApi pictures;
  private final RequestApi requests;
  private final RemovalApi removals;
  private final StreamApi stream;
  private final FleetMetrics metrics;
  private final BooleanSupplier isReady;

  Routes(WebInterface.Sources sources, Broadcast broadcast) {
    files = new PageFiles();
    fleet = new FleetApi(sources.view(), sources.summary());
    jobs = new JobApi(sources.view(), sources.logs(), sources.takeovers()::millis);
    events = new EventApi(sources.view(), sources.pastEvents());
    pictures = new PictureApi(sources.view(), sources.logs());
    requests =
        new RequestApi(
            sources.desk(), sources.logs(), new FreshNames(sources.view(), sources.logs()));
    removals = new RemovalApi(sources.view(), sources.desk(), sources.logs());
    stream = new StreamApi(broadcast);
    metrics = sources.metrics();
    isReady = sources.isReady();
  }

  void addTo(Javalin server) {
    VIEWS.forEach(path -> server.get(path, files::serveIndex));
    server.get("/assets/<path>", request -> files.serveAsset(request, request.pathParam("path")));
    server.get("/healthz", this::health);
    server.get("/metrics", this::metrics);
    server.get("/api/openapi.yaml", Routes::document);

    server.get("/api/fleet", fleet::fleet);
    server.get("/api/workers", fleet::workers);
    server.get("/api/stream", stream::stream);
    server.get("/api/jobs", fleet::jobs);
    server.post("/api/jobs", requests::train);

    server.get("/api/jobs/{job}", fleet::job);
    server.delete("/api/jobs/{job}", removals::remove);
    server.get("/api/jobs/{job}/curves", jobs::curves);
    server.get("/api/jobs/{job}/attempts", jobs::attempts);
    server.get("/api/jobs/{job}/checkpoints", jobs::checkpoints);
    server.post("/api/jobs/{job}/checkpoints/{sequence}/verify", jobs::verify);
    server.get("/api/jobs/{job}/events", events::events);
    server.get("/api/jobs/{job}/pictures", pictures::pictures);
    server.get("/api/jobs/{job}/pictures/{name}", pictures::picture);
    VERBS.forEach(verb -> server.post("/api/jobs/{job}/" + verb, requests.steer(verb)));
    server.post("/api/jobs/{job}/priority", requests.steer("set-priority"));
  }

  /**
   * Answers an address that is none of these, where a person has opened it: programs, and all that
   * ask below {@code /api}, get the sentence as JSON.
   *
   * @return whether it has
   */
  boolean isAnsweredAsMissing(Context request) {
    String accepted = Optional.ofNullable(request.header("Accept")).orElse("");
    boolean isOpened =
        request.req().getMethod().equals("GET")
            && accepted.contains("text/html")
            && !request.path().matches("/api(/.*)?");
    if (isOpened) {
      files.serveMissing(request);
    }
    return isOpened;
  }

  private void metrics(Context request) {
    request.contentType(FleetMetrics.CONTENT_TYPE).result(metrics.text());
  }

  private static void document(Context request) {
    request
        .contentType("application/yaml; charset=utf-8")
        .result(Routes.class.getResourceAsStream("openapi.yaml"));
  }

  private void health(Context request) {
    boolean isRead = isReady.getAsBoolean();
    request
        .status(isRead ? 200 : 503)
        .contentType("text/plain; charset=utf-8")
        .result(isRead ? "ok\n" : "the topics are still being read: ask again in a moment\n");
  }
}
