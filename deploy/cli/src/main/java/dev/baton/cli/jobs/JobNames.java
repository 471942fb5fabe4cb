package dev.baton.cli.jobs;

import java.util.Set;

/** Names for jobs whose owner gave none: exp, exp2, exp3, ... as in YOLOv9. */
final class JobNames {
  private static final String STEM = "exp";

  private JobNames() {}

  static String firstFree(Set<String> taken) {
    String name = STEM;
    for (int number = 2; taken.contains(name); number++) {
      name = STEM + number;
    }
    return name;
  }
}
