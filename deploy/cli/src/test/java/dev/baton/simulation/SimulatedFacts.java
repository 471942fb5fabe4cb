package dev.baton.simulation;

import dev.baton.common.messages.Event;
import dev.baton.worker.attempt.AttemptSignals;
import dev.baton.worker.attempt.FactSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A worker's facts to the broker, in order and at least once, as {@code KafkaFacts} does it. */
final class SimulatedFacts implements FactSink {
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
  private static final Duration LOOK_AT_SIGNALS = Duration.ofMillis(200);

  private final World world;
  private final SimulatedProcess process;
  private final Deque<Event> waiting = new ArrayDeque<>();
  private boolean isSending;

  SimulatedFacts(World world, SimulatedProcess process) {
    this.world = world;
    this.process = process;
  }

  @Override
  public void report(Event fact) {
    if (process.isAlive()) {
      waiting.add(fact);
      if (!isSending) {
        isSending = true;
        process.newThread("facts", this::send).start();
      }
    }
  }

  private void send() {
    while (!waiting.isEmpty()) {
      Event fact = waiting.getFirst();
      try {
        process.call(
            Service.BROKER, Trouble.Calls.REPORT, () -> world.broker.report(process, fact));
        waiting.removeFirst();
      } catch (NoAnswerException e) {
        process.sleep(PAUSE_AFTER_FAILURE);
      }
    }
    isSending = false;
  }

  @Override
  public boolean awaitStored(AttemptSignals signals) {
    while (!waiting.isEmpty()) {
      if (!signals.mayAnswer()) {
        return false;
      }
      process.sleep(LOOK_AT_SIGNALS);
    }
    return true;
  }
}
