package dev.baton.cli;

import dev.baton.common.messages.DidYouMean;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
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
                  .replaceFirst(WrongUsage::choices);
        };
    return "%s (see %s --help)".formatted(what, command.qualifiedName());
  }

  /** Lets numbers be asked for in words that everybody knows. */
  static void speakOfNumbers(CommandLine line) {
    line.registerConverter(Integer.class, text -> whole(text, Integer::valueOf));
    line.registerConverter(int.class, text -> whole(text, Integer::valueOf));
    line.registerConverter(Long.class, text -> whole(text, Long::valueOf));
    line.registerConverter(long.class, text -> whole(text, Long::valueOf));
    line.registerConverter(Double.class, text -> number(text, Double::valueOf));
    line.registerConverter(double.class, text -> number(text, Double::valueOf));
    line.registerConverter(Float.class, text -> number(text, Float::valueOf));
    line.registerConverter(float.class, text -> number(text, Float::valueOf));
  }

  private static <N> N whole(String text, Function<String, N> reading) {
    try {
      return reading.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "\"%s\": give a whole number, for example 8".formatted(text));
    }
  }

  private static <N> N number(String text, Function<String, N> reading) {
    try {
      return reading.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("\"%s\": give a number, for example 0.5".formatted(text));
    }
  }

  private static String unmatched(UnmatchedArgumentException e, CommandSpec command) {
    String first = e.getUnmatched().getFirst();
    if (first.startsWith("-")) {
      return "There is no option %s%s"
          .formatted(first, isOneLetter(first) ? "" : near(first, command));
    }
    if (command.positionalParameters().isEmpty() && !command.subcommands().isEmpty()) {
      return "There is no command \"%s\"%s"
          .formatted(first, DidYouMean.suffix(first, CommandGroups.visible(command)));
    }
    return "\"%s\" is too much: write %s".formatted(first, form(command));
  }

  /** Any letter is near any other one. */
  private static boolean isOneLetter(String option) {
    return option.length() <= 2;
  }

  private static String near(String option, CommandSpec command) {
    return DidYouMean.suffix(option, visibleOptions(command));
  }

  private static Set<String> visibleOptions(CommandSpec command) {
    Set<String> names = new HashSet<>();
    command.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> names.addAll(Set.of(option.names())));
    return names;
  }

  /** As they are written in examples. */
  private static String choices(MatchResult choice) {
    return Matcher.quoteReplacement(
        "\"%s\": give one of %s"
            .formatted(choice.group(2), choice.group(1).toLowerCase(Locale.ROOT)));
  }

  private static String missing(MissingParameterException e, CommandSpec command) {
    List<String> missing = e.getMissing().stream().map(WrongUsage::written).toList();
    return "%s %s missing: write %s"
        .formatted(joined(missing), missing.size() == 1 ? "is" : "are", form(command));
  }

  private static String joined(List<String> words) {
    String first = String.join(", ", words.subList(0, words.size() - 1));
    return first.isEmpty() ? words.getLast() : first + " and " + words.getLast();
  }

  private static String written(ArgSpec arg) {
    return arg instanceof OptionSpec option
        ? option.longestName() + " " + option.paramLabel()
        : arg.paramLabel();
  }

  /** {@code baton priority JOB 0-10}, {@code baton extend JOB --epochs N}. */
  private static String form(CommandSpec command) {
    Stream<String> positions = command.positionalParameters().stream().map(WrongUsage::label);
    Stream<String> options =
        command.options().stream().filter(ArgSpec::required).map(option -> " " + written(option));
    return command.qualifiedName()
        + Stream.concat(positions, options).collect(Collectors.joining());
  }

  private static String label(PositionalParamSpec parameter) {
    String label = parameter.paramLabel();
    return parameter.required() ? " " + label : " [" + label + "]";
  }
}
