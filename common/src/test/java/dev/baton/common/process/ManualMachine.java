package dev.baton.common.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;

/** A machine whose time passes only when it is told to, and at once when somebody sleeps. */
public class ManualMachine implements Machine {
  private final List<Duration> sleeps = new CopyOnWriteArrayList<>();
  private volatile long nanos;

  public void pass(Duration time) {
    nanos += time.toNanos();
  }

  /** How long somebody has slept each time. */
  public List<Duration> sleeps() {
    return sleeps;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void sleep(Duration time) {
    sleeps.add(time);
    pass(time);
  }

  @Override
  public void sleepAbout(Duration time) throws InterruptedException {
    sleep(time);
  }

  @Override
  public boolean isDoneWithin(Duration longest, Future<?> future) throws InterruptedException {
    return REAL.isDoneWithin(longest, future);
  }

  @Override
  public Thread newThread(String name, Runnable task) {
    return REAL.newThread(name, task);
  }

  @Override
  public String newId() {
    return REAL.newId();
  }
}
