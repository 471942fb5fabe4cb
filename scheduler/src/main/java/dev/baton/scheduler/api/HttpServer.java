package dev.baton.scheduler.api;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes, and the server that answers them. Each request and each follower has a thread of a
 * bounded pool, so that the scheduler beside it loses nothing however many come.
 */
final class HttpServer implements AutoCloseable {
  private static final int MOST_FOLLOWERS = 64;

  /** Followers each keep one; the rest is for requests, and a few for Jetty itself. */
  private static final int MOST_THREADS = MOST_FOLLOWERS + 32;

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final HttpAddress wanted;
  private final RequestGuard guard;
  private final Parts parts;
  private final Javalin javalin;

  /**
   * Who answers.
   *
   * @param isReady whether the answers can be believed
   */
  record Parts(
      FleetApi fleet,
      RequestApi requests,
      Broadcast broadcast,
      PageFiles files,
      BooleanSupplier isReady) {}

  HttpServer(HttpAddress wanted, RequestGuard guard, Parts parts) {
    this.wanted = wanted;
    this.guard = guard;
    this.parts = parts;
    this.javalin = Javalin.create(this::configure);
    javalin.before(guard::check);
    addPage();
    addApi();
    addErrors();
  }

  /**
   * Begins to answer.
   *
   * @return where
   * @throws IllegalArgumentException when the address is taken or not this machine's
   */
  HttpAddress start() {
    try {
      javalin.start(wanted.host(), wanted.port());
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "Cannot listen on --http %s: %s. Give another port, or 0 for any free one"
              .formatted(wanted, e.getMessage()),
          e);
    }
    return wanted.withPort(javalin.port());
  }

  private void configure(JavalinConfig config) {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 4);
    threads.setName("http");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setSendDateHeader(true);
        });
    config.showJavalinBanner = false;
    config.startupWatcherEnabled = false;
    config.http.disableCompression();
    config.http.generateEtags = false;
  }

  private void addPage() {
    for (String path : new String[] {"/", "/jobs", "/jobs/{job}", "/workers", "/compare", "/new"}) {
      javalin.get(path, parts.files()::serveIndex);
    }
    javalin.get(
        "/assets/<path>", request -> parts.files().serveAsset(request, request.pathParam("path")));
    javalin.get("/healthz", this::health);
  }

  private void addApi() {
    FleetApi fleet = parts.fleet();
    javalin.get("/api/fleet", fleet::fleet);
    javalin.get("/api/jobs", fleet::jobs);
    javalin.get("/api/jobs/{job}", fleet::job);
    javalin.get("/api/workers", fleet::workers);
    RequestApi requests = parts.requests();
    javalin.post("/api/jobs", requests::train);
    for (String verb : new String[] {"pause", "resume", "cancel", "rerun", "extend", "rewind"}) {
      javalin.post("/api/jobs/{job}/" + verb, requests.steer(verb));
    }
    javalin.post("/api/jobs/{job}/priority", requests.steer("set-priority"));
    javalin.get("/api/stream", this::stream);
    javalin.post(
        "/api/session",
        request -> guard.openSession(request, RequestBody.object(request).path("token").asText()));
  }

  private void health(Context request) {
    boolean isReady = parts.isReady().getAsBoolean();
    request
        .status(isReady ? 200 : 503)
        .contentType("text/plain; charset=utf-8")
        .result(isReady ? "ok\n" : "the topics are still being read: ask again in a moment\n");
  }

  private void stream(Context request) throws Exception {
    if (parts.broadcast().followers() >= MOST_FOLLOWERS) {
      throw ApiException.unavailable(
          "%d pages follow the fleet already: close some".formatted(MOST_FOLLOWERS));
    }
    Optional<String> job = new Query(request::queryParam).text("job");
    request.contentType("text/event-stream").header("Cache-Control", "no-store");
    request.header("X-Accel-Buffering", "no");
    try (Follower follower = parts.broadcast().follow(job)) {
      follower.writeTo(request.res().getOutputStream());
    }
  }

  private void addErrors() {
    javalin.exception(ApiException.class, (e, request) -> error(request, e));
    javalin.exception(
        HttpResponseException.class,
        (e, request) -> {
          String sentence =
              e.getStatus() == 404
                  ? "There is no %s: see / or /api/openapi.yaml".formatted(path(request))
                  : "%s cannot be answered: %s".formatted(path(request), e.getMessage());
          tell(request, e.getStatus(), Map.of("error", sentence));
        });
    javalin.exception(
        Exception.class,
        (e, request) -> {
          LOG.error("Cannot answer {} {}", request.method(), request.path(), e);
          tell(request, 500, Map.of("error", "The scheduler could not answer: see its log"));
        });
  }

  private static void error(Context request, ApiException e) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("error", e.getMessage());
    if (!e.reasons().isEmpty()) {
      answer.put("reasons", e.reasons());
    }
    tell(request, e.status(), answer);
  }

  private static void tell(Context request, int status, Map<String, Object> answer) {
    FleetApi.answer(request.status(status), answer);
  }

  private static String path(Context request) {
    String path = request.path();
    return path.length() <= 80 ? path : path.substring(0, 77) + "...";
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
