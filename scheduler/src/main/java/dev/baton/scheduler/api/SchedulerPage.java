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
  private final KafkaConnection kafka;
  private final Optional<Supplier<? extends ObjectStore>> store;
  private final RequestGuard guard;

  /**
   * @param store opens what curves and checkpoints are read from; empty to do without
   * @param environment may hold {@code BATON_HTTP_TOKEN}
   * @throws IllegalArgumentException when it could be reached from other machines without a token
   */
  public SchedulerPage(
      HttpAddress address,
      KafkaConnection kafka,
      Optional<Supplier<? extends ObjectStore>> store,
      Map<String, String> environment) {
    this.address = address;
    this.kafka = kafka;
    this.store = store;
    guard = new RequestGuard(address, AccessToken.find(environment));
  }

  /** Begins to listen and to read, if it has not begun yet; returns at once. */
  public void start() {
    if (isStarted.compareAndSet(false, true)) {
      Thread.ofPlatform().name("http-start").daemon().start(this::serve);
    }
  }

  /** Tells what the scheduler does from now on, for example {@code leading}. */
  public void role(String words) {
    role.set(words);
  }

  /** Clients of Kafka and of the store are made only here: they would hold up the scheduler. */
  private void serve() {
    try {
      serve(store.map(Supplier::get));
    } catch (RuntimeException e) {
      LOG.error("There is no page; please report this", e);
    }
  }

  private void serve(Optional<ObjectStore> open) {
    Clock clock = Clock.systemUTC();
    FleetView view = new FleetView(clock);
    TakeoverTimes takeovers = new TakeoverTimes();
    try (RequestTopic requests = new RequestTopic(kafka);
        StoreProbe probe = new StoreProbe(open)) {
      RequestDesk desk = new RequestDesk(requests, SCHEDULER_PATIENCE);
      Supplier<FleetSummary> summary =
          () -> view.summary(release(), role.get(), probe.isReachable());
      FleetMetrics metrics = new FleetMetrics(clock.instant(), view, summary);
      try (TopicFeed feed =
          new TopicFeed(kafka, new FleetNews(view, desk, takeovers, metrics), clock)) {
        feed.start();
        probe.start();
        listen(
            new WebInterface.Sources(
                view,
                new EventTopic(kafka),
                desk,
                new JobLogs(open),
                takeovers,
                metrics,
                summary,
                feed::hasCaughtUp));
      }
    }
  }

  private void listen(WebInterface.Sources sources) {
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

  /** Lets its threads end; none of them is waited for. */
  @Override
  public void close() {
    closed.countDown();
  }
}
