package dev.baton.scheduler.api;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.objectstore.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP interface of a running scheduler. It shares a process with the scheduling loop and
 * nothing else: its threads, its consumers and its memory are its own, so its trouble is not the
 * loop's. Where its address is taken, it waits for it to become free.
 */
public final class SchedulerPage implements AutoCloseable {
  private static final Duration BEFORE_RETRY = Duration.ofSeconds(5);

  /** It answers in milliseconds; a standby takes over within 6 s. */
  private static final Duration SCHEDULER_PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(SchedulerPage.class);

  private final AtomicReference<String> role = new AtomicReference<>("starting");
  private final AtomicBoolean isStarted = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpAddress address;
  private final RequestGuard guard;
  private final RequestTopic requests;
  private final StoreProbe probe;
  private final TopicFeed feed;
  private final WebInterface.Sources sources;

  /**
   * @param store empty to do without curves and checkpoints
   * @param environment may hold {@code BATON_HTTP_TOKEN}
   * @throws IllegalArgumentException when it could be reached from other machines without a token
   */
  public SchedulerPage(
      HttpAddress address,
      KafkaConnection kafka,
      Optional<ObjectStore> store,
      Map<String, String> environment) {
    Clock clock = Clock.systemUTC();
    this.address = address;
    guard = new RequestGuard(address, AccessToken.find(environment));
    requests = new RequestTopic(kafka);
    probe = new StoreProbe(store);
    FleetView view = new FleetView(clock);
    RequestDesk desk = new RequestDesk(requests, SCHEDULER_PATIENCE);
    TakeoverTimes takeovers = new TakeoverTimes();
    Supplier<FleetSummary> summary = () -> view.summary(release(), role.get(), probe.isReachable());
    FleetMetrics metrics = new FleetMetrics(clock.instant(), view, summary);
    feed = new TopicFeed(kafka, new FleetNews(view, desk, takeovers, metrics), clock);
    sources =
        new WebInterface.Sources(
            view,
            new EventTopic(kafka),
            desk,
            new JobLogs(store),
            takeovers,
            metrics,
            summary,
            feed::hasCaughtUp);
  }

  /** Begins to listen and to read, if it has not begun yet; returns at once. */
  public void start() {
    if (!isStarted.compareAndSet(false, true)) {
      return;
    }
    feed.start();
    probe.start();
    Thread.ofPlatform().name("http-start").daemon().start(this::listen);
  }

  /** Tells what the scheduler does from now on, for example {@code leading}. */
  public void role(String words) {
    role.set(words);
  }

  private void listen() {
    while (closed.getCount() > 0) {
      try (WebInterface web = new WebInterface(address, guard, sources)) {
        HttpAddress listening = web.start();
        LOG.info("The page is at {}", listening.url());
        closed.await();
      } catch (IllegalArgumentException e) {
        LOG.error("No page for now: {}", e.getMessage());
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void pause() {
    try {
      closed.await(BEFORE_RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private static String release() {
    return Optional.ofNullable(SchedulerPage.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  @Override
  public void close() {
    closed.countDown();
    feed.close();
    probe.close();
    requests.close();
  }
}
