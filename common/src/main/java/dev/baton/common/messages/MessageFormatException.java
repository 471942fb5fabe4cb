package dev.baton.common.messages;

import java.util.ArrayList;
import java.util.List;

/**
 * JSON that is not a message this version reads; each problem says what to change. Problems repeat
 * what was sent, and are sent on: so they are only so many, and so long.
 */
public final class MessageFormatException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MOST_PROBLEMS = 20;
  private static final int MOST_LETTERS = 1000;

  private final transient List<String> problems;

  public MessageFormatException(List<String> problems) {
    super(String.join("; ", limited(problems)));
    this.problems = limited(problems);
  }

  public MessageFormatException(String problem) {
    this(List.of(problem));
  }

  private static List<String> limited(List<String> problems) {
    List<String> limited = new ArrayList<>();
    problems.stream()
        .limit(MOST_PROBLEMS)
        .map(MessageFormatException::shortened)
        .forEach(limited::add);
    if (problems.size() > MOST_PROBLEMS) {
      limited.add("and %d more".formatted(problems.size() - MOST_PROBLEMS));
    }
    return List.copyOf(limited);
  }

  private static String shortened(String problem) {
    return problem.length() <= MOST_LETTERS ? problem : problem.substring(0, MOST_LETTERS) + "…";
  }

  public List<String> problems() {
    return problems;
  }
}
