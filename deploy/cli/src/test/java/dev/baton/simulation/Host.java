package dev.baton.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Where a process runs, again and again: what outlives it. */
final class Host {
  final String name;
  private final Map<Service, Long> cutUntilNanos = new EnumMap<>(Service.class);
  Optional<SimulatedProcess> process = Optional.empty();
  int starts;

  Host(String name) {
    this.name = name;
  }

  void cut(Service service, long untilNanos) {
    cutUntilNanos.put(service, untilNanos);
  }

  void mend() {
    cutUntilNanos.clear();
  }

  boolean isCut(Service service, long nowNanos) {
    return nowNanos < cutUntilNanos.getOrDefault(service, 0L);
  }

  @Override
  public String toString() {
    return name;
  }
}
