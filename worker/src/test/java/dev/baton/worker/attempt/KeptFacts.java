package dev.baton.worker.attempt;

import dev.baton.common.messages.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Keeps what is reported, and tells one listener. As a broker it takes a moment to store a fact, so
 * whoever may no longer wait for it does not hear that it is stored.
 */
class KeptFacts implements FactSink {
  private final List<Event> kept = new CopyOnWriteArrayList<>();
  private final Consumer<Event> listener;

  KeptFacts() {
    this(fact -> {});
  }

  KeptFacts(Consumer<Event> listener) {
    this.listener = listener;
  }

  @Override
  public void report(Event fact) {
    kept.add(fact);
    listener.accept(fact);
  }

  @Override
  public boolean awaitStored(AttemptSignals signals) {
    return signals.mayAnswer();
  }

  List<Event> all() {
    return List.copyOf(kept);
  }

  <E extends Event> List<E> of(Class<E> type) {
    return kept.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
