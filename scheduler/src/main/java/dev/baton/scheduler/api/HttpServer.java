package dev.baton.scheduler.api;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server: each request and each follower has a thread of a bounded pool, so that the scheduler
 * beside it loses nothing however many come.
 */
final class HttpServer implements AutoCloseable {
  /** Followers each keep one; the rest is for requests, and a few for Jetty itself. */
  private static final int MOST_THREADS = StreamApi.MOST_FOLLOWERS + 32;

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final HttpAddress wanted;
  private final RequestGuard guard;
  private final Javalin javalin;

  HttpServer(HttpAddress wanted, RequestGuard guard, Routes routes) {
    this.wanted = wanted;
    this.guard = guard;
    this.javalin = Javalin.create(HttpServer::configure);
    javalin.before(guard::check);
    javalin.post("/api/session", this::openSession);
    routes.addTo(javalin);
    addErrors(routes);
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

  /** Every method and path that is answered, for example {@code GET /api/jobs/{job}}. */
  List<String> routes() {
    return javalin.unsafeConfig().pvt.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.getEndpoint())
        .filter(endpoint -> endpoint.getMethod().isHttpMethod())
        .map(endpoint -> endpoint.getMethod().name() + " " + endpoint.getPath())
        .toList();
  }

  private static void configure(JavalinConfig config) {
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

  private void openSession(Context request) throws IOException {
    guard.openSession(request, RequestBody.object(request).path("token").asText());
  }

  private void addErrors(Routes routes) {
    javalin.exception(ApiException.class, (e, request) -> error(request, e));
    javalin.exception(
        HttpResponseException.class,
        (e, request) -> {
          if (e.getStatus() == 404 && routes.isAnsweredAsMissing(request)) {
            return;
          }
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
