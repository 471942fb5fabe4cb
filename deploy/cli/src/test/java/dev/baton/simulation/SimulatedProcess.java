package dev.baton.simulation;

import dev.baton.common.process.Machine;
import java.lang.reflect.Constructor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A process from its start to its death. Its threads are virtual ones that this class schedules, so
 * real code with real locks and queues runs one thread at a time, in an order that the seed alone
 * decides. It can be killed or stopped wherever it calls the world: before a call has its effect,
 * after that, or while it waits.
 */
final class SimulatedProcess implements Machine {
  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  /** How seldom a process looks whether something is done; finer costs only time. */
  private static final Duration GRAIN = Duration.ofMillis(200);

  private final World world;
  private final Host host;
  private final String name;
  private final Set<Waiting<?>> waiting = new LinkedHashSet<>();
  private final List<Runnable> heldUp = new ArrayList<>();
  private Life life = Life.RUNNING;
  private Duration clockError = Duration.ZERO;

  private enum Life {
    RUNNING,
    STANDING_STILL,
    DEAD
  }

  SimulatedProcess(World world, Host host) {
    this.world = world;
    this.host = host;
    this.name = host.name + "/" + ++host.starts;
  }

  /** The name of this life: of the host and of the how manieth start. */
  String name() {
    return name;
  }

  Host host() {
    return host;
  }

  boolean isAlive() {
    return life != Life.DEAD;
  }

  /** A wall clock, which may be wrong. */
  Clock clock() {
    InstantSource source = () -> BEGINNING.plusNanos(world.time.nanos()).plus(clockError);
    return source.withZone(ZoneOffset.UTC);
  }

  void setClockWrong(Duration error) {
    clockError = error;
  }

  // The life of a process.

  void kill(String why) {
    if (life == Life.DEAD) {
      return;
    }
    world.trace.say("%s is killed %s", name, why);
    world.count("kills");
    life = Life.DEAD;
    heldUp.forEach(world.time::run);
    heldUp.clear();
    List.copyOf(waiting).forEach(Waiting::wake);
    world.died(this);
  }

  void standStill(Duration time, String why) {
    if (life != Life.RUNNING) {
      return;
    }
    world.trace.say("%s stands still for %.1f s %s", name, time.toMillis() / 1e3, why);
    world.count("standstills");
    life = Life.STANDING_STILL;
    world.time.after(time, this::goOn);
  }

  void goOn() {
    if (life == Life.STANDING_STILL) {
      world.trace.say("%s goes on", name);
      life = Life.RUNNING;
      world.draws.shuffle(heldUp);
      heldUp.forEach(world.time::run);
      heldUp.clear();
    }
  }

  /** Runs {@code what} on no thread of its own, later if the process stands still. */
  void whenRunning(Runnable what) {
    switch (life) {
      case RUNNING -> what.run();
      case STANDING_STILL -> heldUp.add(what);
      case DEAD -> {}
    }
  }

  private void schedule(Runnable continuation) {
    if (life == Life.STANDING_STILL) {
      heldUp.add(continuation);
    } else {
      world.time.run(continuation);
    }
  }

  // What its threads can do.

  /**
   * Calls a service; the effect comes at its place in time, if it comes.
   *
   * @param call one of {@link Trouble.Calls}
   */
  <T> T call(Service service, String call, Supplier<T> effect) throws NoAnswerException {
    meetFate(call, ":before");
    Waiting<T> answer = new Waiting<>();
    send(service, effect, answer);
    answer.await();
    meetFate(call, ":after");
    if (!answer.isAnswered) {
      throw new NoAnswerException(call);
    }
    return answer.value;
  }

  private <T> void send(Service service, Supplier<T> effect, Waiting<T> answer) {
    Trouble trouble = world.trouble;
    VirtualTime time = world.time;
    Duration takes = service.usualTime(world.draws).plus(trouble.delay());
    boolean isLate = takes.compareTo(service.timeout()) > 0;
    boolean isAnswerLost = trouble.isAnswerLost();
    boolean isRepeated = trouble.isRepeated();
    if (trouble.isRequestLost() || world.isCut(host, service)) {
      time.after(service.timeout(), answer::wake);
      return;
    }
    if (isLate || isAnswerLost) {
      time.after(service.timeout(), answer::wake);
    }
    time.after(
        takes,
        () -> {
          boolean isGone = !isAlive() && world.draws.chance(0.5);
          if (isGone || world.isCut(host, service)) {
            time.after(service.timeout().minus(takes), answer::wake);
            return;
          }
          T value = effect.get();
          if (isRepeated) {
            value = effect.get(); // the client's own second try, of which nobody is told
          }
          if (!isAnswerLost) {
            answer.answer(value);
          }
        });
  }

  /** Dies or stands still here, if the history wills it. */
  void meetFate(String call, String when) {
    dieIfDead();
    if (!world.trouble.strikes(call, when)) {
      return;
    }
    world.count("struck " + call + when);
    String why = when.substring(1) + " " + call;
    if (world.trouble.kills()) {
      kill(why);
      dieIfDead();
    }
    Duration time = world.trouble.standstill();
    standStill(time, why);
    sleep(time);
  }

  private void dieIfDead() {
    if (life == Life.DEAD) {
      throw new Crash();
    }
  }

  @Override
  public long nanoTime() {
    return world.time.nanos();
  }

  @Override
  public void sleep(Duration time) {
    dieIfDead();
    Waiting<Void> end = new Waiting<>();
    world.time.after(time, end::wake);
    end.await();
  }

  @Override
  public void sleepAbout(Duration time) {
    sleep(world.draws.seconds(time.toMillis() * 0.5e-3, time.toMillis() * 1.5e-3));
  }

  @Override
  public boolean isDoneWithin(Duration longest, Future<?> future) {
    if (!future.isDone()) {
      sleep(longest.compareTo(GRAIN) < 0 ? GRAIN : longest);
    }
    return future.isDone();
  }

  @Override
  public String newId() {
    return world.draws.id();
  }

  @Override
  public Thread newThread(String threadName, Runnable task) {
    return Threads.newThread(this::schedule, threadName, () -> runToItsEnd(threadName, task));
  }

  private void runToItsEnd(String threadName, Runnable task) {
    try {
      task.run();
    } catch (Crash e) {
      // The process was killed.
    } catch (RuntimeException | Error e) {
      if (isAlive()) {
        world.promises.broken(
            Promise.NO_ERRORS, "%s, thread %s: %s".formatted(name, threadName, e));
        kill("by an error");
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }

  /** A thread that waits for something to happen in the world. */
  private final class Waiting<T> {
    private final Thread thread = Thread.currentThread();
    private boolean isOver;
    private boolean isAnswered;
    private T value;

    void await() {
      waiting.add(this);
      boolean isInterrupted = false;
      while (!isOver) {
        LockSupport.park(this);
        isInterrupted |= Thread.interrupted();
      }
      waiting.remove(this);
      if (isInterrupted) {
        thread.interrupt();
      }
      dieIfDead();
    }

    void answer(T answer) {
      if (!isOver) {
        value = answer;
        isAnswered = true;
        wake();
      }
    }

    void wake() {
      if (!isOver) {
        isOver = true;
        LockSupport.unpark(thread);
      }
    }
  }

  /** Virtual threads with a scheduler of one's own, which the JDK's own tests have, too. */
  private static final class Threads {
    private static final Constructor<?> BUILDER = builder();

    private static Constructor<?> builder() {
      try {
        Constructor<?> constructor =
            Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                .getDeclaredConstructor(Executor.class);
        constructor.setAccessible(true);
        return constructor;
      } catch (ReflectiveOperationException | RuntimeException e) {
        throw new IllegalStateException(
            "This JDK does not let virtual threads be scheduled: run the simulation on JDK 24 or 25 with --add-opens java.base/java.lang=ALL-UNNAMED",
            e);
      }
    }

    static Thread newThread(Executor scheduler, String name, Runnable task) {
      try {
        return ((Thread.Builder.OfVirtual) BUILDER.newInstance(scheduler))
            .name(name)
            .unstarted(task);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Cannot make a virtual thread", e);
      }
    }
  }
}
