package dev.baton.cli;

import dev.baton.common.messages.DidYouMean;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with a command line, and its right form. */
final class WrongUsage {
  private static final Pattern INVALID_VALUE =
      Pattern.compile(
          "^Invalid value for (?:option '([^']+)'(?: at index \\d+)?(?: \\([^)]*\\))?|positional parameter at index [^(]*\\(([^)]*)\\)): ");

  private static final Pattern CHOICE =
      Pattern.compile("expected one of \\[(.*)] \\(case-insensitive\\) but was '(.*)'$");

  private WrongUsage() {}

  static String sentence(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String what =
        switch (e) {
          case UnmatchedArgumentException unmatched -> unmatched(unmatched, command);
          case MissingParameterException missing -> missing(missing, command);
          default ->
              CHOICE
                  .matcher(INVALID_VALUE.matcher(e.getMessage()).replaceFirst("$1$2 "))
                  .replaceFirst("\"$2\": give one of $1");
        };
    return "%s (see %s --help)".formatted(what, command.qualifiedName());
  }

  /** Lets numbers be asked for in words that everybody knows. */
  static void speakOfNumbers(CommandLine line) {
    line.registerConverter(Integer.class, text -> whole(text, Integer::valueOf));
    line.registerConverter(int.class, text -> whole(text, Integer::valueOf));
    line.registerConverter(Long.class, text -> whole(text, Long::valueOf));
    line.registerConverter(long.class, text -> whole(text, Long::valueOf));
    line.registerConverter(Double.class, WrongUsage::number);
    line.registerConverter(double.class, WrongUsage::number);
  }

  private static <N> N whole(String text, Function<String, N> reading) {
    try {
      return reading.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "\"%s\": give a whole number, for example 8".formatted(text));
    }
  }

  private static Double number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("\"%s\": give a number, for example 0.5".formatted(text));
    }
  }

  private static String unmatched(UnmatchedArgumentException e, CommandSpec command) {
    String first = e.getUnmatched().getFirst();
    if (first.startsWith("-")) {
      return "There is no option %s%s"
          .formatted(first, DidYouMean.suffix(first, visibleOptions(command)));
    }
    if (command.positionalParameters().isEmpty() && !command.subcommands().isEmpty()) {
      return "There is no command \"%s\"%s"
          .formatted(first, DidYouMean.suffix(first, CommandGroups.visible(command)));
    }
    return "\"%s\" is too much: write %s".formatted(first, form(command));
  }

  private static Set<String> visibleOptions(CommandSpec command) {
    Set<String> names = new HashSet<>();
    command.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> names.addAll(Set.of(option.names())));
    return names;
  }

  private static String missing(MissingParameterException e, CommandSpec command) {
    return e.getMissing().stream()
            .map(
                arg ->
                    arg instanceof OptionSpec option
                        ? option.longestName() + " " + option.paramLabel()
                        : arg.paramLabel())
            .collect(Collectors.joining(", "))
        + " is missing: write "
        + form(command);
  }

  /** {@code baton priority JOB 0-10}. */
  private static String form(CommandSpec command) {
    return command.qualifiedName()
        + command.positionalParameters().stream()
            .map(WrongUsage::label)
            .collect(Collectors.joining());
  }

  private static String label(PositionalParamSpec parameter) {
    String label = parameter.paramLabel();
    return parameter.required() ? " " + label : " [" + label + "]";
  }
}
