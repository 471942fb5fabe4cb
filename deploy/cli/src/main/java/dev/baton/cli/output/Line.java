package dev.baton.cli.output;

/** A line for a person. */
public record Line(Tone tone, String text) {

  public static Line plain(String text) {
    return new Line(Tone.PLAIN, text);
  }

  public static Line good(String text) {
    return new Line(Tone.GOOD, text);
  }

  public static Line bad(String text) {
    return new Line(Tone.BAD, text);
  }

  public static Line quiet(String text) {
    return new Line(Tone.QUIET, text);
  }
}
