package dev.baton.cli.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command lines and environments of the processes that a fleet consists of.
 *
 * @param java the java to run them with
 * @param javaFeature its feature version, for example 21
 */
record FleetCommands(Distribution distribution, Path java, int javaFeature) {
  private static final String BROKER = "dev.baton.local.BrokerMain";
  private static final String STORE = "dev.baton.local.StoreMain";
  private static final String SCHEDULER = "dev.baton.scheduler.kafka.SchedulerMain";
  private static final String WORKER = "dev.baton.worker.WorkerMain";

  private static final String SERIAL = "-XX:+UseSerialGC";

  /**
   * The scheduler waits more than it computes. Without the second compiler it starts in two thirds
   * of the processor time, and that is how long a fleet is without one when it has died.
   */
  private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

  /**
   * Keys in the store and names of Kafka's files hold numbers, which Java and Kafka write in the
   * digits of the language of the machine: a worker on a Persian one would never see the log of an
   * English one.
   */
  private static final List<String> PLAIN_DIGITS =
      List.of("-Duser.language=en", "-Duser.country=US");

  /**
   * A checkpoint lies on the heap while it is uploaded or restored: of yolov9-e 800 MB, so the heap
   * may become large, but should be small otherwise. The serial collector lets it grow as far as it
   * may before it collects; G1 frees large arrays at every young collection, and gives memory back.
   *
   * <ul>
   *   <li>{@code MaxNewSize}: such collections are frequent.
   *   <li>{@code SurvivorRatio}: half of that is for survivors, so that what refers to a snapshot's
   *       arrays is not moved to the old generation, from where it would hold them until a whole
   *       marking has ended.
   *   <li>{@code GCTimeRatio} and {@code G1ExpandByPercentOfAvailable}: of a heap that may become
   *       much larger, G1 would double what it uses whenever some collections together take more
   *       than 1 % of the time. Now it adds a region then, and more only for what does not fit.
   *   <li>{@code FreeRatio}: it gives back what a marking finds free.
   * </ul>
   */
  private static final List<String> WORKER_HEAP =
      List.of(
          "-Xms64m",
          "-XX:MaxRAMPercentage=50",
          "-XX:+UseG1GC",
          "-XX:G1HeapRegionSize=4m",
          "-XX:MaxNewSize=16m",
          "-XX:SurvivorRatio=1",
          "-XX:GCTimeRatio=1",
          "-XX:+UnlockExperimentalVMOptions",
          "-XX:G1ExpandByPercentOfAvailable=0",
          "-XX:MinHeapFreeRatio=5",
          "-XX:MaxHeapFreeRatio=15");

  /**
   * The optimizing compiler takes 45 MB and more for the few methods that are largest once
   * everything is inlined, and malloc keeps them for the process. With a quarter of its limit it
   * leaves those to the first compiler. It cannot be left out altogether: for SHA-256 it alone has
   * the processor's instructions, ten times as fast.
   */
  private static final String SMALLER_COMPILATIONS = "-XX:MaxNodeLimit=20000";

  /**
   * Tensors of many sizes leave holes between them, and libraries what they took at the start:
   * malloc keeps all of it. Every two minutes the JVM has it give back what lies free. Not more
   * often: a step takes most of it again, and new pages cost the training a third of a second.
   */
  private static final String FREE_MEMORY_GIVEN_BACK = "-XX:TrimNativeHeapInterval=120000";

  /**
   * Holes between tensors of many sizes were a sixth of a worker's memory. From 4 MB on a tensor
   * gets pages of its own, which go back when it is freed (glibc), and those are large pages where
   * the system has some (libtorch): new small ones in every step would cost more than they are
   * worth.
   */
  private static final Map<String, String> LARGE_TENSORS_APART =
      Map.of("MALLOC_MMAP_THRESHOLD_", String.valueOf(4 << 20), "THP_MEM_ALLOC_ENABLE", "1");

  /** For libtorch. Nobody else gets it, since the JDK's own archive of classes was made without. */
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  /** Of a later JVM, which may no longer have one of these: it only takes more memory then. */
  private static final String WHERE_KNOWN = "-XX:+IgnoreUnrecognizedVMOptions";

  /** With the java that runs this process. */
  static FleetCommands ofThisProcess() {
    return new FleetCommands(
        Distribution.ofThisProcess(),
        Path.of(System.getProperty("java.home"), "bin", "java"),
        Runtime.version().feature());
  }

  List<String> broker(FleetFolder folder, FleetPorts ports) {
    List<String> command =
        java(
            archived(LocalFleet.BROKER, folder, "-Xmx400m", SERIAL),
            distribution.localClassPath(),
            BROKER);
    command.addAll(List.of("--dir", folder.broker().toString()));
    command.addAll(List.of("--port", String.valueOf(ports.broker())));
    command.addAll(List.of("--controller-port", String.valueOf(ports.controller())));
    return command;
  }

  List<String> store(FleetFolder folder, FleetPorts ports, String bucket) {
    // The store holds each part of an upload some three times to check its signature: 256 MB end at
    // two parts of 60 MB at once.
    List<String> command =
        java(
            archived(LocalFleet.STORE, folder, "-Xmx512m", SERIAL),
            distribution.localClassPath(),
            STORE);
    command.addAll(List.of("--dir", folder.store().toString()));
    command.addAll(List.of("--port", String.valueOf(ports.store())));
    command.addAll(List.of("--bucket", bucket));
    return command;
  }

  /** Whether schedulers would start faster if there were a {@link ClassArchive} of theirs. */
  boolean lacksSchedulerClasses() {
    return classes(LocalFleet.SCHEDULER).filter(ClassArchive::isToBeMade).isPresent();
  }

  /** The archives that processes of some kinds start from. */
  List<ClassArchivist.Wanted> wantedClasses(List<String> kinds) {
    return kinds.stream()
        .flatMap(
            kind -> classes(kind).map(archive -> new ClassArchivist.Wanted(kind, archive)).stream())
        .toList();
  }

  private Optional<ClassArchive> classes(String kind) {
    boolean isLocal = kind.equals(LocalFleet.BROKER) || kind.equals(LocalFleet.STORE);
    String jars = isLocal ? Distribution.LOCAL_JARS : Distribution.JARS;
    List<String> moduleFlags = kind.equals(LocalFleet.WORKER) ? List.of(NATIVE_ACCESS) : List.of();
    return distribution.classArchive(kind, jars, java, javaFeature, moduleFlags);
  }

  /** A scheduler that writes down its classes, completely if it ends in order. */
  List<String> rehearsal(FleetConnection fleet, String instance, String http, FleetFolder folder) {
    List<String> command = scheduler(fleet, Optional.of(instance), Optional.of(http));
    command.addAll(1, ClassArchive.recordingFlags(folder.classList(LocalFleet.SCHEDULER)));
    return command;
  }

  /**
   * @param http where its page shall listen; empty for no page
   */
  List<String> scheduler(FleetConnection fleet, Optional<String> instance, Optional<String> http) {
    // The page keeps what it shows, and the logs of jobs that are looked at.
    String heap = http.isPresent() ? "-Xmx320m" : "-Xmx192m";
    List<String> command =
        java(
            archived(LocalFleet.SCHEDULER, heap, SERIAL, QUICK_COMPILER),
            distribution.classPath(),
            SCHEDULER);
    command.addAll(fleet.flags());
    instance.ifPresent(name -> command.addAll(List.of("--instance", name)));
    http.ifPresent(address -> command.addAll(List.of("--http", address)));
    return command;
  }

  /** A worker that writes down its classes if that is wanted. */
  List<String> recordedWorker(
      FleetConnection fleet, String name, String pool, FleetFolder folder, Plugins plugins) {
    List<String> command = worker(fleet, name, pool, folder, plugins);
    command.addAll(1, recording(LocalFleet.WORKER, folder));
    return command;
  }

  List<String> worker(
      FleetConnection fleet, String name, String pool, FleetFolder folder, Plugins plugins) {
    List<String> flags = archived(LocalFleet.WORKER);
    flags.addAll(WORKER_HEAP);
    flags.addAll(List.of(SMALLER_COMPILATIONS, FREE_MEMORY_GIVEN_BACK, WHERE_KNOWN, NATIVE_ACCESS));
    List<String> command = java(flags, plugins.behind(distribution.classPath()), WORKER);
    command.add(
        command.indexOf("-cp"),
        "-Dorg.bytedeco.javacpp.cachedir=" + folder.natives().resolve("javacpp"));
    command.addAll(fleet.flags());
    command.addAll(List.of("--name", name, "--pool", pool));
    command.addAll(List.of("--attempt-file", folder.attemptFile(name).path().toString()));
    return command;
  }

  /**
   * What a worker finds in its environment.
   *
   * @param threads the default of the arithmetic's thread pool; a job's own number wins
   */
  Map<String, String> workerEnvironment(FleetConnection fleet, Path natives, int threads) {
    Map<String, String> environment = new HashMap<>(LARGE_TENSORS_APART);
    environment.keySet().removeAll(System.getenv().keySet()); // whoever has set one knows why
    environment.putAll(fleet.environment());
    environment.put("DJL_CACHE_DIR", natives.toString());
    environment.put("DJL_OFFLINE", "true");
    environment.put("OPT_OUT_TRACKING", "true");
    environment.put("OMP_NUM_THREADS", String.valueOf(threads));
    return environment;
  }

  /**
   * Makes a java command a child of a fleet: it halts when our end of its standard input closes,
   * and a Ctrl-C in the terminal, which reaches the whole group, is left to the parent. A signal
   * that is ignored at the start of a JVM stays ignored. Should the JVM crash, its report lies by
   * the logs, and not where somebody typed {@code baton up}.
   */
  static List<String> asChild(List<String> command, FleetFolder folder) {
    List<String> child = new ArrayList<>();
    child.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "baton"));
    child.add(command.getFirst());
    child.add("-XX:ErrorFile=" + folder.crashReport());
    child.addAll(command.subList(1, command.size()));
    child.add("--stdin-guard");
    return child;
  }

  /** Flags with the archive of classes of the process's kind, if there is one. */
  private List<String> archived(String kind, String... flags) {
    List<String> all = new ArrayList<>(List.of(flags));
    classes(kind).filter(ClassArchive::isThere).ifPresent(it -> all.addAll(it.flags()));
    return all;
  }

  /** As {@link #archived(String, String...)}; what is not there yet is recorded for it. */
  private List<String> archived(String kind, FleetFolder folder, String... flags) {
    List<String> all = archived(kind, flags);
    all.addAll(recording(kind, folder));
    return all;
  }

  private List<String> recording(String kind, FleetFolder folder) {
    return classes(kind)
        .filter(ClassArchive::isToBeMade)
        .map(it -> ClassArchive.recordingFlags(folder.classList(kind)))
        .orElse(List.of());
  }

  private List<String> java(List<String> flags, String classPath, String mainClass) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(flags);
    command.addAll(PLAIN_DIGITS);
    command.add("-XX:+ExitOnOutOfMemoryError");
    if (javaFeature >= 23) {
      // Silences warnings about libraries that still use sun.misc.Unsafe; older ones refuse it.
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-cp", classPath, mainClass));
    return command;
  }
}
