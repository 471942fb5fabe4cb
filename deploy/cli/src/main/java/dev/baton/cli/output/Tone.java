package dev.baton.cli.output;

/** What a line wants to say beside its words; shown as a colour where there are colours. */
public enum Tone {
  PLAIN(""),
  TITLE("\u001b[1m"),
  GOOD("\u001b[32m"),
  BAD("\u001b[31m"),
  QUIET("\u001b[2m");

  private final String code;

  Tone(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }
}
