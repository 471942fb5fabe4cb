package dev.baton.worker.attempt;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Is told by a worker's threads which {@link CrashPoint} they pass. Only tests make anything of it.
 */
@FunctionalInterface
public interface CrashPoints {
  /** Nobody dies. */
  CrashPoints NONE = point -> {};

  void pass(CrashPoint point);

  /**
   * Lets {@code death} happen at one place.
   *
   * @param place {@code after-entry}, or {@code after-entry:3} for the third time
   * @throws IllegalArgumentException when there is no such place, naming those that there are
   */
  static CrashPoints armed(String place, Runnable death) {
    String[] parts = place.split(":", 2);
    CrashPoint armed = named(parts[0]);
    AtomicInteger passesLeft = new AtomicInteger(parts.length > 1 ? number(parts[1]) : 1);
    return point -> {
      if (point == armed && passesLeft.decrementAndGet() == 0) {
        death.run();
      }
    };
  }

  private static CrashPoint named(String label) {
    return Arrays.stream(CrashPoint.values())
        .filter(point -> point.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"%s\" is no crash point: use one of %s"
                        .formatted(
                            label,
                            Arrays.stream(CrashPoint.values())
                                .map(CrashPoint::label)
                                .collect(Collectors.joining(", ")))));
  }

  private static int number(String text) {
    if (!text.matches("[1-9]\\d{0,6}")) {
      throw new IllegalArgumentException(
          "\"%s\" after a crash point's name: give how many times it is passed, 1 or more"
              .formatted(text));
    }
    return Integer.parseInt(text);
  }
}
