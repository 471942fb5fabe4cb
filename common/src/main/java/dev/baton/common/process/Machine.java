package dev.baton.common.process;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a process takes from the machine that it runs on: passing time, threads and chance. A
 * simulation brings its own, so that the same code runs in virtual time and repeats exactly.
 */
public interface Machine {
  /** The machine that this JVM runs on. */
  Machine REAL = new RealMachine();

  /** As {@link System#nanoTime}. */
  long nanoTime();

  /** As {@link Thread#sleep(Duration)}. */
  void sleep(Duration time) throws InterruptedException;

  /** Sleeps half to one and a half of {@code time}, so that those who wait do not all come back. */
  void sleepAbout(Duration time) throws InterruptedException;

  /** Waits until {@code future} is done, but no longer than {@code longest}. */
  boolean isDoneWithin(Duration longest, Future<?> future) throws InterruptedException;

  /** A daemon thread that is still to be started. */
  Thread newThread(String name, Runnable task);

  /** A name that nobody else has or will have. */
  String newId();

  /** The real one. */
  final class RealMachine implements Machine {
    private RealMachine() {}

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
      Thread.sleep(time);
    }

    @Override
    public void sleepAbout(Duration time) throws InterruptedException {
      Thread.sleep(time.toMillis() / 2 + ThreadLocalRandom.current().nextLong(time.toMillis()));
    }

    @Override
    public boolean isDoneWithin(Duration longest, Future<?> future) throws InterruptedException {
      try {
        future.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return false;
      } catch (ExecutionException e) {
        // Done all the same: whoever takes the result meets the exception.
        return true;
      }
      return true;
    }

    @Override
    public Thread newThread(String name, Runnable task) {
      return Thread.ofPlatform().name(name).daemon().unstarted(task);
    }

    @Override
    public String newId() {
      return UUID.randomUUID().toString();
    }
  }
}
