package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.local.ChildEvent.ChildDied;
import dev.baton.cli.local.ChildEvent.ChildStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps processes running: starts them, starts them again when they die, stops them when asked.
 *
 * <p>Each child reads its standard input from a pipe that nobody writes to. When this process ends,
 * however it ends, the pipe ends, and so do the children that watch it.
 *
 * <p>All state belongs to one thread; every method may be called from any other.
 */
final class Supervisor implements AutoCloseable {
  private static final long LOG_BYTES = 16L << 20;

  private final ScheduledExecutorService owner =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("supervisor").factory());
  private final Consumer<ChildEvent> listener;

  /** In order of their first start. Only touched by the owner's thread. */
  private final Map<String, Child> children = new LinkedHashMap<>();

  /**
   * @param listener told what happened, by the thread that owns the children: it must be quick, and
   *     call no method of this class
   */
  Supervisor(Consumer<ChildEvent> listener) {
    this.listener = listener;
  }

  /** Starts a child and keeps it running from now on. */
  void start(ChildSpec spec) {
    onOwner(
        () -> {
          Child child = new Child(spec);
          children.put(spec.name(), child);
          launch(child);
          return null;
        });
  }

  /** The running process of a child, empty while it is down. */
  Optional<ProcessHandle> process(String name) {
    return onOwner(
        () ->
            Optional.ofNullable(children.get(name))
                .map(child -> child.process)
                .map(Process::toHandle)
                .filter(ProcessHandle::isAlive));
  }

  /** How long the running process of a child has lived, empty while it is down. */
  Optional<Duration> life(String name) {
    return onOwner(
        () ->
            Optional.ofNullable(children.get(name))
                .filter(child -> child.process != null && child.process.isAlive())
                .map(Child::life));
  }

  /** How often a child died although nobody asked it to. */
  int deaths(String name) {
    return onOwner(() -> Optional.ofNullable(children.get(name)).map(child -> child.deaths))
        .orElse(0);
  }

  /**
   * Stops children and waits for their ends: SIGTERM first, SIGKILL for those that take longer than
   * their patience. They stay down.
   */
  void stop(Collection<String> names) {
    List<Ending> endings = onOwner(() -> names.stream().map(this::terminate).toList());
    long begin = System.nanoTime();
    for (Ending ending : endings) {
      ending.await(begin);
    }
  }

  @Override
  public void close() {
    stop(onOwner(() -> List.copyOf(children.keySet())));
    owner.shutdown();
  }

  private void launch(Child child) throws IOException {
    ChildSpec spec = child.spec;
    announceIn(spec.log(), spec.name());
    ProcessBuilder builder =
        new ProcessBuilder(spec.command().get())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
    builder.environment().putAll(spec.environment());
    Process process = builder.start();
    child.process = process;
    child.startedNanos = System.nanoTime();
    process.onExit().thenRunAsync(() -> ended(child, process), owner);
    listener.accept(new ChildStarted(spec.name(), ProcessIdentity.of(process.toHandle())));
  }

  private void ended(Child child, Process process) {
    child.process = null;
    if (child.isStopping) {
      return;
    }
    child.deaths++;
    Duration pause = child.pause.after(child.life());
    listener.accept(new ChildDied(child.spec.name(), process.pid(), process.exitValue(), pause));
    owner.schedule(() -> launchAgain(child), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void launchAgain(Child child) {
    if (child.isStopping) {
      return;
    }
    try {
      launch(child);
    } catch (IOException e) {
      // The program or the log's disk is gone; both may come back, for example after a build.
      Duration pause = child.pause.after(Duration.ZERO);
      owner.schedule(() -> launchAgain(child), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private Ending terminate(String name) {
    Child child = children.get(name);
    if (child == null) {
      return new Ending(null, Duration.ZERO);
    }
    child.isStopping = true;
    if (child.process != null) {
      // Not Process.destroy: that closes the child's standard input as well, and it would halt.
      child.process.toHandle().destroy();
    }
    return new Ending(child.process, child.spec.patience());
  }

  private static void announceIn(Path log, String name) throws IOException {
    if (Files.exists(log) && Files.size(log) > LOG_BYTES) {
      Path older = log.resolveSibling(log.getFileName() + ".1");
      Files.move(log, older, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(
        log,
        "--- %s starting %s%n".formatted(Instant.now().truncatedTo(ChronoUnit.MILLIS), name),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private <T> T onOwner(Callable<T> action) {
    try {
      return owner.submit(action).get();
    } catch (ExecutionException e) {
      throw new CommandFailedException(
          "Cannot start a process: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("Interrupted", e);
    }
  }

  private static final class Child {
    private final ChildSpec spec;
    private final RestartPause pause;
    private Process process;
    private long startedNanos;
    private int deaths;
    private boolean isStopping;

    private Child(ChildSpec spec) {
      this.spec = spec;
      this.pause = new RestartPause(spec.firstPause());
    }

    private Duration life() {
      return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
  }

  /** A process that was asked to end, null if there was none, and how long it may take. */
  private record Ending(Process process, Duration patience) {
    private void await(long beginNanos) {
      if (process == null) {
        return;
      }
      try {
        long leftNanos = patience.toNanos() - (System.nanoTime() - beginNanos);
        if (!process.waitFor(Math.max(0, leftNanos), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
