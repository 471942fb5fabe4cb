package dev.baton.cli.proof;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.local.LocalFleet;
import dev.baton.cli.proof.StoreProxy.Mood;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Does to a fleet what a {@link Strike} says, and ends what lasts when its time is over. */
final class Nemesis implements AutoCloseable {
  private final LocalFleet fleet;
  private final StoreProxy proxy;
  private final Set<Long> stopped = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("nemesis").factory());

  Nemesis(LocalFleet fleet, StoreProxy proxy) {
    this.fleet = fleet;
    this.proxy = proxy;
  }

  /**
   * Strikes.
   *
   * @param training the worker that trains
   * @return what was done, for people; empty when its victim was down already
   */
  Optional<String> strike(Strike strike, String training) {
    return switch (strike.kind()) {
      case KILL_TRAINING -> signal("KILL", training);
      case TERM_TRAINING -> signal("TERM", training);
      case STOP_TRAINING -> stop(training, strike.length());
      case KILL_IDLE ->
          fleet.workers().stream()
              .filter(worker -> !worker.equals(training))
              .findFirst()
              .flatMap(idle -> signal("KILL", idle));
      case KILL_SCHEDULER -> signal("KILL", LocalFleet.SCHEDULER);
      case TERM_SCHEDULER -> signal("TERM", LocalFleet.SCHEDULER);
      case KILL_BROKER -> signal("KILL", LocalFleet.BROKER);
      case KILL_STORE -> signal("KILL", LocalFleet.STORE);
      case TROUBLE_STORE -> Optional.of(trouble(strike.mood(), strike.length()));
    };
  }

  /** Ends all that lasts: the fleet is left to itself. */
  void rest() {
    proxy.become(Mood.CLEAR);
    stopped.forEach(this::goOn);
  }

  private Optional<String> stop(String worker, Duration length) {
    return fleet
        .process(worker)
        .map(ProcessHandle::pid)
        .filter(pid -> kill("STOP", pid))
        .map(
            pid -> {
              stopped.add(pid);
              later.schedule(() -> goOn(pid), length.toMillis(), TimeUnit.MILLISECONDS);
              return "SIGSTOP to %s for %d ms".formatted(worker, length.toMillis());
            });
  }

  private void goOn(long pid) {
    if (stopped.remove(pid)) {
      kill("CONT", pid);
    }
  }

  private String trouble(Mood mood, Duration length) {
    proxy.become(mood);
    later.schedule(() -> proxy.become(Mood.CLEAR), length.toMillis(), TimeUnit.MILLISECONDS);
    String words = mood.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "the store: %s for %d ms".formatted(words, length.toMillis());
  }

  private Optional<String> signal(String name, String child) {
    return fleet
        .process(child)
        .filter(process -> kill(name, process.pid()))
        .map(process -> "SIG%s to %s".formatted(name, child));
  }

  /** Whether the signal reached its process. */
  private static boolean kill(String name, long pid) {
    try {
      return new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new CommandFailedException("Cannot run kill: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    later.shutdownNow();
    rest();
  }
}
