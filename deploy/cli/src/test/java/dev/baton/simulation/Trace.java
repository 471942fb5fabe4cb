package dev.baton.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened in a history, a line each; kept only when somebody will read it. */
final class Trace {
  private final VirtualTime time;
  private final boolean isKept;
  private final List<String> lines = new ArrayList<>();

  Trace(VirtualTime time, boolean isKept) {
    this.time = time;
    this.isKept = isKept;
  }

  void say(String format, Object... values) {
    if (isKept) {
      lines.add(
          String.format(Locale.ROOT, "%9.3f  ", time.seconds())
              + String.format(Locale.ROOT, format, values));
    }
  }

  /** Whether lines are worth making. */
  boolean isKept() {
    return isKept;
  }

  List<String> lines() {
    return lines;
  }
}
