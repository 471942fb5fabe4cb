package dev.baton.scheduler.api;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that answers over HTTP, put together over a view that somebody else feeds. */
final class WebInterface implements AutoCloseable {
  private static final Duration TELL_EVERY = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(WebInterface.class);

  private final HttpServer server;
  private final Broadcast broadcast;
  private final ScheduledExecutorService teller =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("http-teller").daemon().unstarted(task));

  /**
   * What is shown and asked.
   *
   * @param isReady whether {@code view} has read the topics once
   */
  record Sources(
      FleetView view,
      PastEvents pastEvents,
      RequestDesk desk,
      JobLogs logs,
      TakeoverTimes takeovers,
      FleetMetrics metrics,
      Supplier<FleetSummary> summary,
      BooleanSupplier isReady) {}

  WebInterface(HttpAddress address, RequestGuard guard, Sources sources) {
    broadcast = new Broadcast(sources.view(), sources.summary());
    server = new HttpServer(address, guard, new Routes(sources, broadcast));
  }

  /**
   * Begins to answer.
   *
   * @return where
   */
  HttpAddress start() {
    HttpAddress address = server.start();
    teller.scheduleWithFixedDelay(
        this::tell, TELL_EVERY.toMillis(), TELL_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return address;
  }

  /** Every method and path that is answered. */
  List<String> routes() {
    return server.routes();
  }

  private void tell() {
    try {
      broadcast.tell();
    } catch (RuntimeException e) {
      LOG.error("Cannot tell followers what has changed; please report this", e);
    }
  }

  @Override
  public void close() {
    teller.shutdownNow();
    broadcast.close();
    server.close();
  }
}
