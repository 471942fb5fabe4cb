package dev.baton.worker;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicSetup;
import dev.baton.common.messages.ByteSize;
import dev.baton.common.messages.DurationText;
import dev.baton.common.messages.Topics;
import dev.baton.common.objectstore.CreateRace;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.StoreAddress;
import dev.baton.common.process.Machine;
import dev.baton.common.process.ProcessArguments;
import dev.baton.common.process.ProcessLife;
import dev.baton.worker.attempt.AttemptFile;
import dev.baton.worker.attempt.AttemptRunner;
import dev.baton.worker.attempt.CrashPoints;
import dev.baton.worker.attempt.FactSink;
import dev.baton.worker.attempt.HangGuard;
import dev.baton.worker.attempt.ProgressBoard;
import dev.baton.worker.attempt.StepWatch;
import dev.baton.worker.attempt.Surroundings;
import dev.baton.worker.attempt.TrainerFactory;
import dev.baton.worker.cache.DatasetCache;
import dev.baton.worker.lease.CommandLoop;
import dev.baton.worker.lease.ControlTail;
import dev.baton.worker.lease.KafkaFacts;
import dev.baton.worker.lease.ProgressReporter;
import dev.baton.worker.lease.RestAfterGivingUp;
import dev.baton.worker.lease.WorkerIdentity;
import dev.baton.worker.lease.WorkerStatus;
import dev.baton.worker.prometheus.MeteredFacts;
import dev.baton.worker.prometheus.MeteredStore;
import dev.baton.worker.prometheus.MetricsServer;
import dev.baton.worker.prometheus.WorkerMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker: takes commands from Kafka, trains, commits to the store. {@code --kafka HOST:PORT
 * --store s3://bucket/prefix --store-endpoint URL [--name NAME] [--pool POOL] [--hang-after 60s]
 * [--data-cache DIR] [--data-cache-limit 50GB] [--attempt-file FILE] [--metrics HOST:PORT]
 * [--stdin-guard]}.
 */
public final class WorkerMain {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);

  /** Enough to find a store that is often wrong; {@code baton doctor} races more. */
  private static final int RACES = 5;

  private static final Duration STORE_PATIENCE = Duration.ofSeconds(30);
  private static final Duration TIME_TO_LEAVE = Duration.ofSeconds(25);

  /** Exit status of a worker whose step, restore or validation hung. */
  private static final int HUNG = 4;

  private WorkerMain() {}

  public static void main(String[] args) {
    ProcessLife.runMain(() -> run(ProcessArguments.parse(args)));
  }

  private static void run(ProcessArguments arguments) throws Exception {
    KafkaConnection kafka =
        KafkaConnection.of(arguments.required("--kafka", "HOST:PORT"), System.getenv());
    StoreAddress address =
        StoreAddress.parse(
            arguments.required("--store", "s3://BUCKET/PREFIX"),
            arguments.required("--store-endpoint", "URL"));
    WorkerIdentity identity = identity(arguments);
    Duration hangAfter =
        DurationText.parse(
            arguments.optional("--hang-after", DurationText.format(Surroundings.USUAL_SLACK)));
    Path dataCache =
        Path.of(
            arguments.optional(
                "--data-cache",
                DatasetCache.usualFolder(System.getenv(), Path.of(System.getProperty("user.home")))
                    .toString()));
    ByteSize dataCacheLimit =
        ByteSize.parse(arguments.optional("--data-cache-limit", DatasetCache.USUAL_LIMIT));
    Optional<AttemptFile> attemptFile =
        Optional.of(arguments.optional("--attempt-file", ""))
            .filter(path -> !path.isEmpty())
            .map(path -> new AttemptFile(Path.of(path)));
    String metricsAddress = arguments.optional("--metrics", "");
    arguments.finish();

    Clock clock = Clock.systemUTC();
    StepWatch stepWatch = new StepWatch(hangAfter, Machine.REAL);
    DatasetCache datasets = new DatasetCache(dataCache, dataCacheLimit, Machine.REAL, clock);
    WorkerMetrics metrics = new WorkerMetrics();
    Surroundings surroundings =
        new Surroundings(
            clock, Machine.REAL, crashPoints(), stepWatch, Optional.of(datasets), metrics);
    WorkerStatus status = new WorkerStatus();
    metrics.watchState(status::state);
    if (!metricsAddress.isEmpty()) { // it answers until the process ends
      LOG.info("Metrics at {}", MetricsServer.start(metricsAddress, metrics).url());
    }
    ProgressBoard board = new ProgressBoard();
    ExecutorService trainingThread =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("training").daemon().factory());
    ProcessLife.beforeExit(TIME_TO_LEAVE, status::leave);

    if (attemptFile.isPresent()) {
      attemptFile.get().clear();
    }
    try (TopicSetup topics = new TopicSetup(kafka)) {
      topics.prepare(identity.pool());
    }
    try (ObjectStore store = new MeteredStore(address.open(System.getenv()), metrics);
        KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer());
        KafkaProducer<String, byte[]> lossyProducer = new KafkaProducer<>(lossy(kafka));
        KafkaFacts kafkaFacts = new KafkaFacts(producer, surroundings.crashPoints());
        ProgressReporter reporter =
            new ProgressReporter(lossyProducer, identity, status, board, clock);
        KafkaShareConsumer<String, byte[]> consumer =
            new KafkaShareConsumer<>(kafka.shareConsumer(Topics.workerGroup(identity.pool())))) {
      reporter.start();
      FactSink facts = new MeteredFacts(kafkaFacts, metrics);
      requireFairStore(store, address);
      Map<String, TrainerFactory> factories = warmFactories(trainingThread);
      status.canComputeOn(devices(factories));
      AttemptRunner attempts =
          new AttemptRunner(
              identity.name(),
              store,
              factories,
              attemptFile.map(file -> file.noting(facts)).orElse(facts),
              board,
              STORE_PATIENCE,
              surroundings);
      CommandLoop loop =
          new CommandLoop(
              consumer,
              identity,
              attempts,
              trainingThread,
              status,
              new RestAfterGivingUp(store, Machine.REAL),
              surroundings);
      try (ControlTail control = new ControlTail(kafka, loop::hear);
          HangGuard guard =
              new HangGuard(stepWatch, facts, Machine.REAL, () -> ProcessLife.halt(HUNG))) {
        control.start();
        guard.start();
        System.out.printf("Worker ready: %s (tasks %s)%n", identity.name(), factories.keySet());
        loop.run();
      }
      trainingThread.submit(attempts::close).get();
    }
  }

  /**
   * Refuses a store that lets two workers believe that they committed. One that cannot be reached
   * is left to the attempts, which wait for it.
   */
  private static void requireFairStore(ObjectStore store, StoreAddress address)
      throws InterruptedException {
    try {
      CreateRace.Result races = new CreateRace(store).run(RACES);
      if (!races.isFair()) {
        throw new IllegalArgumentException("%s %s".formatted(address, races.complaint()));
      }
    } catch (IOException e) {
      LOG.warn("Cannot test whether {} honours If-None-Match: {}", address, e.getMessage());
    }
  }

  /** Finds the trainers and warms them up on the thread that will train. */
  private static Map<String, TrainerFactory> warmFactories(ExecutorService trainingThread)
      throws InterruptedException, ExecutionException {
    Map<String, TrainerFactory> factories = new TreeMap<>();
    for (TrainerFactory factory : ServiceLoader.load(TrainerFactory.class)) {
      TrainerFactory other = factories.put(factory.task(), factory);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s and %s are both for the task %s: take one of their jars off the class path"
                .formatted(
                    other.getClass().getName(), factory.getClass().getName(), factory.task()));
      }
      trainingThread.submit(factory::warmUp).get();
    }
    return factories;
  }

  /** What any of the trainers would compute on, GPUs before the CPU. */
  private static String devices(Map<String, TrainerFactory> factories) {
    return factories.values().stream()
        .map(TrainerFactory::devices)
        .filter(devices -> !devices.equals("cpu"))
        .findFirst()
        .orElse("cpu");
  }

  /** {@code BATON_CRASH_AT=after-entry:3} is for tests: the worker dies there as by SIGKILL. */
  private static CrashPoints crashPoints() {
    String armed = System.getenv().getOrDefault("BATON_CRASH_AT", "");
    return armed.isEmpty()
        ? CrashPoints.NONE
        : CrashPoints.armed(armed, () -> ProcessLife.halt(137));
  }

  private static WorkerIdentity identity(ProcessArguments arguments) {
    String host = hostName();
    long pid = ProcessHandle.current().pid();
    String version = WorkerMain.class.getPackage().getImplementationVersion();
    return new WorkerIdentity(
        arguments.optional("--name", host + "-" + pid),
        arguments.optional("--pool", "default"),
        "cpu",
        host,
        pid,
        version == null ? "development" : version);
  }

  /** A machine without an entry for its own name can train as well. */
  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return System.getenv().getOrDefault("HOSTNAME", "localhost");
    }
  }

  /** For figures that are worth nothing when they come late. */
  private static Map<String, Object> lossy(KafkaConnection kafka) {
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.ACKS_CONFIG, "1");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3_000);
    return settings;
  }
}
