package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.local.ChildEvent.ChildDied;
import dev.baton.cli.local.ChildEvent.ChildStarted;
import dev.baton.common.objectstore.StoreAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A fleet on one machine: a broker, a store, a scheduler and workers, each a process that is
 * started again when it dies. What they know lies in a folder and outlives them.
 *
 * <p>{@link #close} stops workers, scheduler, store and broker in this order, so that workers can
 * still commit. If this process dies without that, its children halt at once. Safe for use by many
 * threads.
 */
public final class LocalFleet implements AutoCloseable {
  public static final String BROKER = "broker";
  public static final String STORE = "store";
  public static final String SCHEDULER = "scheduler";
  static final String WORKER = "worker";
  private static final String STANDBY = "standby";

  /**
   * The first scheduler after a build. It ends in order as soon as it has done everything once, for
   * only then its list of classes is complete, which all later ones start from.
   */
  private static final String REHEARSAL = "rehearsal";

  /** Under a name it goes on at once after a crash; nobody has to find out that it is gone. */
  private static final String INSTANCE = "up";

  private static final Pattern SCHEDULER_READY = Pattern.compile("^Scheduler ready");
  private static final String POOL = "default";

  /** So late that the takeover by another worker is over; a worker's restart shall not hide it. */
  private static final Duration WORKER_PAUSE = Duration.ofSeconds(3);

  private static final Duration WORKER_PATIENCE = ForegroundProcess.PATIENCE;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration START = Duration.ofSeconds(90);
  private static final int HOPELESS_DEATHS = 3;

  private final FleetOptions options;
  private final FleetLock lock;
  private final FleetCommands commands;
  private final FleetFile file;
  private final Consumer<String> say;
  private final Supervisor supervisor = new Supervisor(this::happened);
  private final ClassArchivist archivist;
  private final Map<String, ProcessIdentity> lastStarted = new ConcurrentSkipListMap<>();
  private final AtomicBoolean isClosing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<String> storeDetour = Optional.empty();

  private LocalFleet(
      FleetOptions options,
      FleetLock lock,
      FleetCommands commands,
      FleetFile file,
      Consumer<String> say) {
    this.options = options;
    this.lock = lock;
    this.commands = commands;
    this.file = file;
    this.say = say;
    this.archivist = new ClassArchivist(options.folder());
  }

  /**
   * Takes the folder and settles addresses and keys; nothing runs yet.
   *
   * @param say told in a sentence what happens, by any thread
   * @throws CommandFailedException when a fleet already runs in the folder
   */
  public static LocalFleet open(FleetOptions options, Consumer<String> say) throws IOException {
    FleetCommands commands = FleetCommands.ofThisProcess();
    options.folder().create();
    FleetLock lock = FleetLock.take(options.folder());
    try {
      return new LocalFleet(options, lock, commands, settle(options), say);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Stops the fleet in order when this process is asked to end, for example by Ctrl-C. */
  public void closeAtShutdown() {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("fleet-stop").unstarted(this::sayAndClose));
  }

  /** On a busy machine the end takes a while, in which nothing else is seen. */
  private void sayAndClose() {
    if (!isClosing.get()) {
      say.accept("The fleet stops: workers first, which commit a checkpoint");
    }
    close();
  }

  /** Where the scheduler's page is. */
  public String page() {
    return file.page();
  }

  /** Where the store really listens. */
  public int storePort() {
    return file.ports().store();
  }

  /**
   * Has the scheduler and the workers that are started from now on reach the store at {@code
   * endpoint}, for example a proxy before it.
   */
  public void leadToStoreThrough(String endpoint) {
    storeDetour = Optional.of(endpoint);
  }

  /**
   * Starts everything and waits until all of it is ready.
   *
   * @throws CommandFailedException naming the child that does not come up, and its last words
   */
  public void start() throws IOException, InterruptedException {
    startServices();
    startScheduler();
    startWorkers();
  }

  /** Starts broker and store and waits until both answer. */
  public void startServices() throws IOException, InterruptedException {
    FleetFolder folder = options.folder();
    Map<String, String> keys = connection().storeKeys();
    start(BROKER, () -> commands.broker(folder, file.ports()), Map.of());
    start(STORE, () -> commands.store(folder, file.ports(), FleetFile.BUCKET), keys);
    awaitReady(STORE, () -> Probes.isHttpServer(file.storeEndpoint()));
    awaitReady(BROKER, () -> Probes.isListening(file.ports().broker()));
  }

  /** Starts the scheduler and waits until it says that it is ready; by then there are topics. */
  public void startScheduler() throws IOException, InterruptedException {
    FleetConnection fleet = childConnection();
    if (commands.lacksSchedulerClasses()) {
      startScheduler(
          REHEARSAL,
          () -> commands.rehearsal(fleet, INSTANCE, file.pageAddress(), options.folder()),
          Pattern.compile("The page is at|No page for now"));
      supervisor.stop(List.of(REHEARSAL));
    }
    startScheduler(
        SCHEDULER,
        () -> commands.scheduler(fleet, Optional.of(INSTANCE), Optional.of(file.pageAddress())),
        SCHEDULER_READY);
    archivist.begin(commands.wantedClasses(List.of(SCHEDULER, BROKER, STORE)));
  }

  /** Waits until what dies starts again as fast as it can: only the first fleet after a build. */
  public void awaitFastStarts() throws InterruptedException {
    archivist.await();
  }

  /** Waits until a child has run for so long that it is started again at once when it dies. */
  public void awaitLongLife(String child) throws InterruptedException {
    while (supervisor
        .life(child)
        .filter(life -> life.compareTo(RestartPause.LONG_LIFE) >= 0)
        .isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Starts a second scheduler, without a page, and waits until it stands by. */
  public void startStandby() throws IOException, InterruptedException {
    FleetConnection fleet = childConnection();
    startScheduler(
        STANDBY,
        () -> commands.scheduler(fleet, Optional.empty(), Optional.empty()),
        SCHEDULER_READY);
  }

  /** Stops the second scheduler in order. */
  public void stopStandby() {
    supervisor.stop(List.of(STANDBY));
  }

  private void startScheduler(String child, Supplier<List<String>> command, Pattern ready)
      throws IOException, InterruptedException {
    LogReader log = LogReader.atLast(0, options.folder().log(child));
    start(child, command, connection().environment());
    awaitReady(child, () -> log.newLines().stream().anyMatch(ready.asPredicate()));
  }

  /** Starts the workers, {@code worker-1} and so on, and waits until all take commands. */
  public void startWorkers() throws IOException, InterruptedException {
    try (WorkerHeartbeats heartbeats = new WorkerHeartbeats(connection().kafka())) {
      // Together they may unpack the native libraries, but each would write the whole half
      // gigabyte.
      int alone = hasNatives() ? 0 : 1;
      startWorkers(workers().stream().limit(alone).toList(), heartbeats);
      startWorkers(workers().stream().skip(alone).toList(), heartbeats);
    }
    archivist.begin(commands.wantedClasses(List.of(WORKER)));
  }

  private void startWorkers(List<String> names, WorkerHeartbeats heartbeats)
      throws IOException, InterruptedException {
    Path natives = options.folder().natives();
    Map<String, String> environment =
        commands.workerEnvironment(childConnection(), natives, options.threads());
    for (String name : names) {
      FleetConnection fleet = childConnection();
      supervisor.start(
          spec(name, () -> workerCommand(name, fleet), environment, WORKER_PAUSE, WORKER_PATIENCE));
    }
    for (String name : names) {
      awaitReady(name, () -> heartbeats.haveComeFrom(name));
    }
  }

  /** The first one writes down the classes for all. */
  private List<String> workerCommand(String name, FleetConnection fleet) {
    int index = workers().indexOf(name);
    List<String> command =
        index == 0
            ? commands.recordedWorker(fleet, name, POOL, options.folder(), options.plugins())
            : commands.worker(fleet, name, POOL, options.folder(), options.plugins());
    options.metrics().ifPresent(row -> command.addAll(List.of("--metrics", row.address(index))));
    return command;
  }

  private boolean hasNatives() throws IOException {
    try (Stream<Path> unpacked = Files.list(options.folder().natives())) {
      return unpacked.findAny().isPresent();
    }
  }

  /** How others reach this fleet. */
  public FleetConnection connection() {
    return FleetConnection.of(file);
  }

  private FleetConnection childConnection() {
    FleetConnection straight = connection();
    return storeDetour
        .map(
            endpoint ->
                new FleetConnection(
                    straight.kafka(),
                    StoreAddress.parse("s3://" + FleetFile.BUCKET, endpoint),
                    straight.accessKey(),
                    straight.secretKey()))
        .orElse(straight);
  }

  /** Names of the workers, whether they run or not. */
  public List<String> workers() {
    return IntStream.rangeClosed(1, options.workers()).mapToObj(i -> "worker-" + i).toList();
  }

  /** The running process of a child, empty while it is down. */
  public Optional<ProcessHandle> process(String child) {
    return supervisor.process(child);
  }

  /**
   * Kills a child by SIGKILL, as a crash would, and returns its process id. It is started again
   * like after any other death.
   *
   * @throws CommandFailedException when it is down
   */
  public long kill(String child) {
    ProcessHandle process =
        process(child)
            .orElseThrow(() -> new CommandFailedException(child + " is down: nothing to kill"));
    process.destroyForcibly();
    return process.pid();
  }

  /** Returns after {@link #close}. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  @Override
  public void close() {
    if (!isClosing.compareAndSet(false, true)) {
      awaitOtherClose();
      return;
    }
    archivist.close();
    supervisor.stop(workers());
    supervisor.stop(List.of(SCHEDULER));
    supervisor.stop(List.of(STORE));
    supervisor.close();
    try {
      file.with(Map.of()).write(options.folder());
      lock.close();
    } catch (IOException e) {
      say.accept(
          "The fleet is stopped, but %s could not be updated: %s"
              .formatted(options.folder().fleetFile(), e));
    }
    closed.countDown();
  }

  private void awaitOtherClose() {
    try {
      awaitClosed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends what a killed fleet left behind and writes down what this one is reached by. */
  private static FleetFile settle(FleetOptions options) throws IOException {
    Optional<FleetFile> last = FleetFile.find(options.folder());
    last.ifPresent(found -> Orphans.end(found.children().values()));
    FleetPorts usual =
        options.ports() == FleetOptions.Ports.USUAL ? FleetPorts.USUAL : FleetPorts.ANY;
    FleetPorts ports = last.map(FleetFile::ports).orElse(usual).orFreeOnes();
    FleetFile file =
        new FleetFile(
            FleetFile.VERSION,
            ports,
            last.map(FleetFile::accessKey).orElse("baton"),
            last.map(FleetFile::secretKey).orElseGet(FleetFile::newSecret),
            ProcessIdentity.of(ProcessHandle.current()),
            Map.of());
    file.write(options.folder());
    return file;
  }

  private void start(String name, Supplier<List<String>> command, Map<String, String> environment) {
    supervisor.start(spec(name, command, environment, Duration.ZERO, PATIENCE));
  }

  private ChildSpec spec(
      String name,
      Supplier<List<String>> command,
      Map<String, String> environment,
      Duration firstPause,
      Duration patience) {
    return new ChildSpec(
        name,
        () -> FleetCommands.asChild(command.get(), options.folder()),
        environment,
        options.folder().log(name),
        firstPause,
        patience);
  }

  private void happened(ChildEvent event) {
    if (event instanceof ChildStarted started) {
      lastStarted.put(started.child(), started.process());
      try {
        file.with(lastStarted).write(options.folder());
      } catch (IOException e) {
        say.accept("Cannot write %s: %s".formatted(options.folder().fleetFile(), e));
      }
    }
    if (event instanceof ChildDied died && died.status() == FullHeap.STATUS) {
      Thread.ofPlatform().daemon().name("last-words").start(() -> speakFor(died.child()));
    }
    say.accept(event.toString());
  }

  private void speakFor(String worker) {
    try {
      FullHeap.leaveWords(options.folder().attemptFile(worker), connection());
    } catch (IOException e) {
      say.accept("Cannot note that the heap of %s was full: %s".formatted(worker, e.getMessage()));
    }
  }

  private void awaitReady(String child, Probe probe) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (!probe.isReady()) {
      boolean isLate = System.nanoTime() - begin > START.toNanos();
      if (isClosing.get()) {
        throw new CommandFailedException("Stopped before the fleet was ready");
      }
      if (isLate || supervisor.deaths(child) >= HOPELESS_DEATHS) {
        throw new CommandFailedException(
            "The %s does not come up. The end of %s:%n%s"
                .formatted(child, options.folder().log(child), lastWords(child)));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private String lastWords(String child) {
    try {
      return String.join("\n", LogReader.atLast(5, options.folder().log(child)).newLines());
    } catch (IOException e) {
      return "(it cannot be read: %s)".formatted(e);
    }
  }

  /** Looks whether a child does its work. */
  private interface Probe {
    boolean isReady() throws IOException;
  }
}
