package dev.baton.scheduler.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.StoreAddress;
import dev.baton.common.process.ProcessArguments;
import dev.baton.common.process.ProcessLife;
import dev.baton.scheduler.api.HttpAddress;
import dev.baton.scheduler.api.SchedulerPage;
import dev.baton.scheduler.notify.Notifier;
import dev.baton.scheduler.notify.NotifySettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A scheduler: leads, or stands by while another one leads. {@code --kafka HOST:PORT [--instance
 * NAME] [--store s3://bucket/prefix --store-endpoint URL] [--http HOST:PORT] [--notify-url URL]
 * [--notify-hosts HOSTS] [--stdin-guard]}.
 *
 * <p>{@code --instance} is for a scheduler that is started again when it ends: under the same name
 * it goes on at once, and nobody else takes over for the moment. Each running scheduler needs a
 * name of its own.
 */
public final class SchedulerMain {
  private static final Duration PAGE_PATIENCE = Duration.ofSeconds(3);
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(5);

  private SchedulerMain() {}

  public static void main(String[] args) {
    Rehearsal.begin();
    ProcessLife.runMain(() -> run(ProcessArguments.parse(args)));
  }

  private static void run(ProcessArguments arguments) {
    KafkaConnection kafka =
        KafkaConnection.of(arguments.required("--kafka", "HOST:PORT"), System.getenv());
    Optional<String> instance =
        Optional.of(arguments.optional("--instance", "")).filter(name -> !name.isEmpty());
    Optional<SchedulerPage> page = page(arguments, kafka);
    NotifySettings notifying =
        NotifySettings.of(
            arguments.optional("--notify-url", ""),
            arguments.optional("--notify-hosts", ""),
            System.getenv());
    arguments.finish();

    AtomicBoolean isReady = new AtomicBoolean();
    SchedulerLoop loop =
        new SchedulerLoop(
            kafka,
            instance,
            notifying.hosts(),
            Clock.systemUTC(),
            role -> {
              page.ifPresent(p -> p.role(role.text()));
              if (isReady.compareAndSet(false, true)) {
                page.ifPresent(SchedulerPage::start);
                System.out.println("Scheduler ready: " + role.text());
              }
            });
    ProcessLife.beforeExit(TIME_TO_STOP, loop::stop);
    // Jobs come first: their scheduler is back sooner when its page begins after it. But a page
    // that says that Kafka is away is worth something too.
    page.ifPresent(
        p ->
            CompletableFuture.delayedExecutor(PAGE_PATIENCE.toSeconds(), SECONDS)
                .execute(p::start));
    if (notifying.isOn()) { // until the process ends: what is not told by then is told by the next
      new Notifier(kafka, instance, notifying, Clock.systemUTC()).start();
    }
    loop.run();
  }

  /** Only the page looks into the store; without it, the options are taken and not used. */
  private static Optional<SchedulerPage> page(ProcessArguments arguments, KafkaConnection kafka) {
    String http = arguments.optional("--http", "");
    String store = arguments.optional("--store", "");
    String endpoint = arguments.optional("--store-endpoint", "");
    if (http.isEmpty()) {
      return Optional.empty();
    }
    Optional<Supplier<? extends ObjectStore>> open =
        store.isEmpty()
            ? Optional.empty()
            : Optional.of(StoreAddress.parse(store, endpoint).opener(System.getenv()));
    return Optional.of(new SchedulerPage(HttpAddress.parse(http), kafka, open, System.getenv()));
  }
}
