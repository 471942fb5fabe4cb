package dev.baton.common.process;

import dev.baton.common.messages.DidYouMean;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The {@code --name value} arguments of Baton's processes. What was not asked for is refused by
 * {@link #finish}. {@code --stdin-guard} stands alone and is heeded at once: see {@link
 * ProcessLife}.
 */
public final class ProcessArguments {
  private static final String STDIN_GUARD = "--stdin-guard";

  private final Map<String, String> given;
  private final TreeSet<String> asked = new TreeSet<>();

  private ProcessArguments(Map<String, String> given) {
    this.given = given;
  }

  /**
   * @throws IllegalArgumentException when an argument has no name or no value
   */
  public static ProcessArguments parse(String[] args) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(STDIN_GUARD)) {
        ProcessLife.haltWhenStdinEnds();
      } else if (!args[i].startsWith("--") || i + 1 == args.length) {
        throw new IllegalArgumentException(
            "\"%s\" does not stand as --NAME VALUE".formatted(args[i]));
      } else {
        given.put(args[i], args[++i]);
      }
    }
    return new ProcessArguments(given);
  }

  public String required(String name, String form) {
    String value = optional(name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException("%s is missing: add %s %s".formatted(name, name, form));
    }
    return value;
  }

  public String optional(String name, String fallback) {
    asked.add(name);
    return given.getOrDefault(name, fallback);
  }

  /**
   * @throws IllegalArgumentException when something was given that nobody asked for
   */
  public void finish() {
    for (String name : given.keySet()) {
      if (!asked.contains(name)) {
        throw new IllegalArgumentException(
            "unknown option %s%s".formatted(name, DidYouMean.suffix(name, asked)));
      }
    }
  }
}
