package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The part of a completion script that offers names which only the fleet knows. Arguments say by
 * their labels which names they take.
 */
final class CompletedNames {
  private static final String SCRIPT = "completion-names.sh";
  private static final String ANY_WORD = "*";

  /** Which names an argument takes, by its label. */
  private static final Map<String, String> KINDS =
      Map.of(
          "JOB", "jobs",
          "JOB|DIR|s3://...", "jobs",
          "WEIGHTS", "jobs",
          "CHILD|JOB", "jobs workers",
          "WORKER", "workers",
          "NAME|DIGEST", "datasets");

  private CompletedNames() {}

  /** Functions for bash and zsh, to come behind those that complete commands and options. */
  static String script(CommandLine baton) {
    Map<String, CommandSpec> commands = commands(baton);
    return template()
        .replace("@KINDS@", String.join("\n", cases(commands)))
        .replace("@GROUPS@", "    " + groups(baton));
  }

  /** Every command without subcommands by its name, {@code data rm} for example. */
  private static Map<String, CommandSpec> commands(CommandLine baton) {
    Map<String, CommandSpec> commands = new TreeMap<>();
    baton
        .getSubcommands()
        .forEach(
            (name, line) -> {
              commands.put(name, line.getCommandSpec());
              line.getSubcommands()
                  .forEach((sub, of) -> commands.put(name + " " + sub, of.getCommandSpec()));
            });
    return commands;
  }

  private static String groups(CommandLine baton) {
    return baton.getSubcommands().entrySet().stream()
        .filter(command -> !command.getValue().getSubcommands().isEmpty())
        .map(Map.Entry::getKey)
        .sorted()
        .collect(Collectors.joining(" | "));
  }

  /** Behind an option stands its value, behind any other word an argument. */
  private static List<String> cases(Map<String, CommandSpec> commands) {
    List<String> cases = new ArrayList<>();
    commands.forEach(
        (name, command) -> {
          List<String> plain = new ArrayList<>();
          command.options().stream()
              .filter(option -> option.arity().max() > 0)
              .forEach(
                  option -> {
                    String kinds = kinds(name, option);
                    if (kinds.isEmpty()) {
                      plain.addAll(List.of(option.names()));
                    } else {
                      cases.add(line(name, List.of(option.names()), kinds));
                    }
                  });
          String arguments =
              command.positionalParameters().stream()
                  .map(CompletedNames::kinds)
                  .filter(kinds -> !kinds.isEmpty())
                  .findFirst()
                  .orElse("");
          if (!arguments.isEmpty()) {
            if (!plain.isEmpty()) {
              cases.add(line(name, plain, ""));
            }
            cases.add(line(name, List.of(ANY_WORD), arguments));
          }
        });
    return cases;
  }

  /** A new job's name is nobody's yet. */
  private static String kinds(String command, OptionSpec option) {
    if (command.equals("train") && option.longestName().equals("--data")) {
      return "datasets";
    }
    return option.longestName().equals("--name") ? "" : kinds(option);
  }

  private static String kinds(ArgSpec argument) {
    return KINDS.getOrDefault(argument.paramLabel(), "");
  }

  private static String line(String command, List<String> words, String kinds) {
    String patterns =
        words.stream()
            .map(word -> "\"%s:\"%s".formatted(command, word))
            .collect(Collectors.joining(" | "));
    return "    %s) kinds='%s' ;;".formatted(patterns, kinds);
  }

  private static String template() {
    try (InputStream stream = CompletedNames.class.getResourceAsStream(SCRIPT)) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("A resource of this jar can be read", e);
    }
  }
}
