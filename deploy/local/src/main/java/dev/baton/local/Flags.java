package dev.baton.local;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line of a child process: {@code --name value} pairs and bare {@code --stdin-guard}.
 */
record Flags(Map<String, String> values, boolean hasStdinGuard) {

  /**
   * Reads {@code args}, which must give each of {@code required} once and nothing else.
   *
   * @throws IllegalArgumentException naming the flag that is wrong and all that are wanted
   */
  static Flags parse(List<String> required, String... args) {
    Map<String, String> values = new HashMap<>();
    boolean hasStdinGuard = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--stdin-guard")) {
        hasStdinGuard = true;
      } else if (!required.contains(args[i]) || i + 1 == args.length) {
        throw new IllegalArgumentException(
            "%s is unknown or lacks its value: give %s and, if wanted, --stdin-guard"
                .formatted(args[i], String.join(" X ", required) + " X"));
      } else {
        values.put(args[i], args[++i]);
      }
    }
    for (String name : required) {
      if (!values.containsKey(name)) {
        throw new IllegalArgumentException(
            "%s is missing: give %s".formatted(name, String.join(" X ", required) + " X"));
      }
    }
    return new Flags(Map.copyOf(values), hasStdinGuard);
  }

  String text(String name) {
    return values.get(name);
  }

  /** A TCP port, 1 to 65535. */
  int port(String name) {
    String text = values.get(name);
    if (text.matches("\\d{1,5}")) {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    }
    throw new IllegalArgumentException(
        "%s %s: a port is a number from 1 to 65535".formatted(name, text));
  }
}
