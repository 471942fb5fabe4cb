package dev.baton.worker.attempt;

/**
 * Named places between two side effects, where tests let the process die. {@code
 * BATON_CRASH_AT=after-entry:3} in a worker's environment halts it when it passes that place for
 * the third time, as a SIGKILL would.
 */
enum CrashPoint {
  AFTER_START,
  AFTER_STEP,
  AFTER_UPLOAD,
  AFTER_ENTRY,
  BEFORE_CLOSE,
  AFTER_CLOSE,
  BEFORE_ACKNOWLEDGE;

  private static final String ARMED = System.getenv().getOrDefault("BATON_CRASH_AT", "");
  private final String label = name().toLowerCase().replace('_', '-');
  private int passed;

  /** Halts the process when this place is armed and its number is up. */
  void pass() {
    if (ARMED.isEmpty()) {
      return;
    }
    String[] parts = ARMED.split(":");
    if (parts[0].equals(label) && ++passed == (parts.length > 1 ? Integer.parseInt(parts[1]) : 1)) {
      Runtime.getRuntime().halt(137);
    }
  }
}
