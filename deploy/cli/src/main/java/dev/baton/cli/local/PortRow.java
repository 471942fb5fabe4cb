package dev.baton.cli.local;

/**
 * Ports of one host, one after the other.
 *
 * @param host name or address
 * @param first the port of the first process
 */
record PortRow(String host, int first) {
  private static final int HIGHEST = 65_535;

  /**
   * @param text {@code HOST:PORT}
   * @throws IllegalArgumentException saying what to give instead
   */
  static PortRow parse(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[1-9]\\d{0,4}") || Integer.parseInt(port) > HIGHEST) {
      throw new IllegalArgumentException(
          "--metrics %s: give HOST:PORT, for example 127.0.0.1:9464".formatted(text));
    }
    return new PortRow(text.substring(0, colon), Integer.parseInt(port));
  }

  /**
   * Checks that there is a port for each of {@code processes}.
   *
   * @throws IllegalArgumentException saying what to give instead
   */
  void requireEnough(int processes) {
    if (first + processes - 1 > HIGHEST) {
      throw new IllegalArgumentException(
          "--metrics %s: %d workers take as many ports, up to %d; give one of at most %d"
              .formatted(address(0), processes, first + processes - 1, HIGHEST - processes + 1));
    }
  }

  /** The address of process {@code index}, from 0. */
  String address(int index) {
    return "%s:%d".formatted(host, first + index);
  }
}
