package dev.baton.common.messages;

import java.util.List;

/** JSON that is not a message this version reads; each problem says what to change. */
public final class MessageFormatException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient List<String> problems;

  public MessageFormatException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  public MessageFormatException(String problem) {
    this(List.of(problem));
  }

  public List<String> problems() {
    return problems;
  }
}
