package dev.baton.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * Time that passes only when nothing is left to do at a moment. One thread runs everything: what
 * was planned, in the order of its time, and after each such occurrence the simulated threads that
 * it woke, until all of them wait again.
 */
final class VirtualTime {
  private final PriorityQueue<Occurrence> planned = new PriorityQueue<>();
  private final Queue<Runnable> awake = new ArrayDeque<>();
  private long nowNanos;
  private long order;

  private record Occurrence(long atNanos, long order, Runnable what)
      implements Comparable<Occurrence> {
    @Override
    public int compareTo(Occurrence other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  long nanos() {
    return nowNanos;
  }

  double seconds() {
    return nowNanos / 1e9;
  }

  void after(Duration delay, Runnable what) {
    planned.add(new Occurrence(nowNanos + Math.max(0, delay.toNanos()), order++, what));
  }

  /** Lets a simulated thread run until it waits again. */
  void run(Runnable continuation) {
    awake.add(continuation);
  }

  /** Runs until nothing is planned, {@code end} has come or {@code isOver} says so. */
  void runUntil(Duration end, BooleanSupplier isOver) {
    while (!planned.isEmpty()
        && planned.peek().atNanos <= end.toNanos()
        && !isOver.getAsBoolean()) {
      Occurrence next = planned.poll();
      nowNanos = next.atNanos;
      next.what.run();
      runAwake();
    }
  }

  void runAwake() {
    for (Runnable next = awake.poll(); next != null; next = awake.poll()) {
      next.run();
    }
  }

  /** How many occurrences there have been. */
  long count() {
    return order;
  }
}
