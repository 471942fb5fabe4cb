package dev.baton.cli.local;

import java.util.regex.Pattern;

/**
 * Picks the lines about one job from what a worker or a scheduler writes, with what belongs to
 * them: a stack trace's lines have no time of their own. Each log needs one of its own.
 */
final class JobLines {
  private static final Pattern TIMED = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*");

  private final Pattern naming;
  private boolean isInside;

  JobLines(String job) {
    String name = Pattern.quote(job);
    this.naming = Pattern.compile("job=" + name + "[, \\]]|Command \\d+ of " + name + ":");
  }

  /** Whether {@code line}, the next one of the log, is about the job. */
  boolean isAbout(String line) {
    if (TIMED.matcher(line).matches()) {
      isInside = naming.matcher(line + " ").find();
    } else if (line.startsWith("--- ")) {
      isInside = false; // another process begins
    }
    return isInside;
  }
}
