package dev.baton.simulation;

/** A call without an answer: it may have had its effect, may still have it, or never will. */
final class NoAnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  NoAnswerException(String call) {
    super("no answer to: " + call, null, false, false);
  }
}
