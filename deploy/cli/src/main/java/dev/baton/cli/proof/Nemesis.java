package dev.baton.cli.proof;

import dev.baton.cli.local.LocalFleet;
import dev.baton.cli.local.ProcessSignal;
import dev.baton.cli.proof.StoreProxy.Mood;
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
      case KILL_TRAINING -> signal(ProcessSignal.KILL, training);
      case TERM_TRAINING -> signal(ProcessSignal.TERM, training);
      case STOP_TRAINING -> stop(training, strike.length());
      case KILL_IDLE ->
          fleet.workers().stream()
              .filter(worker -> !worker.equals(training))
              .findFirst()
              .flatMap(idle -> signal(ProcessSignal.KILL, idle));
      case KILL_SCHEDULER -> signal(ProcessSignal.KILL, LocalFleet.SCHEDULER);
      case TERM_SCHEDULER -> signal(ProcessSignal.TERM, LocalFleet.SCHEDULER);
      case KILL_BROKER -> signal(ProcessSignal.KILL, LocalFleet.BROKER);
      case KILL_STORE -> signal(ProcessSignal.KILL, LocalFleet.STORE);
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
        .filter(ProcessSignal.STOP::send)
        .map(
            pid -> {
              stopped.add(pid);
              later.schedule(() -> goOn(pid), length.toMillis(), TimeUnit.MILLISECONDS);
              return "SIGSTOP to %s for %d ms".formatted(worker, length.toMillis());
            });
  }

  private void goOn(long pid) {
    if (stopped.remove(pid)) {
      ProcessSignal.CONT.send(pid);
    }
  }

  private String trouble(Mood mood, Duration length) {
    proxy.become(mood);
    later.schedule(() -> proxy.become(Mood.CLEAR), length.toMillis(), TimeUnit.MILLISECONDS);
    String words = mood.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "the store: %s for %d ms".formatted(words, length.toMillis());
  }

  private Optional<String> signal(ProcessSignal signal, String child) {
    return fleet
        .process(child)
        .filter(process -> signal.send(process.pid()))
        .map(process -> "SIG%s to %s".formatted(signal, child));
  }

  @Override
  public void close() {
    later.shutdownNow();
    rest();
  }
}
