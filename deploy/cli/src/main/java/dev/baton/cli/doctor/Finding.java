package dev.baton.cli.doctor;

/**
 * What a check found.
 *
 * @param what was looked at
 * @param detail what was found, and if that is bad, what to do
 */
record Finding(String what, State state, String detail) {

  enum State {
    OK,
    /** Could not be looked at, which is no fault. */
    SKIPPED,
    FAILED
  }

  static Finding ok(String what, String detail) {
    return new Finding(what, State.OK, detail);
  }

  static Finding skipped(String what, String detail) {
    return new Finding(what, State.SKIPPED, detail);
  }

  static Finding failed(String what, String detail) {
    return new Finding(what, State.FAILED, detail);
  }
}
