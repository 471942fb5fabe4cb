package dev.baton.worker.attempt;

import dev.baton.common.process.Machine;
import java.time.Duration;
import java.util.concurrent.Future;

/** A machine whose time passes only when it is told to. */
public final class ManualMachine implements Machine {
  private volatile long nanos;

  public void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void sleep(Duration time) {
    pass(time);
  }

  @Override
  public void sleepAbout(Duration time) {
    pass(time);
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
