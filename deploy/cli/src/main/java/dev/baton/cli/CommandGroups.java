package dev.baton.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;

/** The list of commands in the help, by what one wants to do. */
final class CommandGroups implements IHelpSectionRenderer {
  /** Names by heading; a command that stands nowhere is shown at the end. */
  static final Map<String, List<String>> GROUPS = groups();

  private static final String OTHERS = "More";

  private static Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put("See it work", List.of("demo"));
    groups.put("Run a fleet", List.of("up", "worker", "scheduler", "status", "logs", "doctor"));
    groups.put("Look at it", List.of("top", "workers", "drain", "jobs", "du", "admin"));
    groups.put(
        "Train",
        List.of(
            "train",
            "watch",
            "events",
            "pause",
            "resume",
            "priority",
            "cancel",
            "rerun",
            "extend",
            "rm"));
    groups.put("Take the results", List.of("checkpoints", "fetch", "export", "val", "predict"));
    groups.put("Check the promise", List.of("verify", "replay", "drill"));
    groups.put("Data and models", List.of("data", "model", "plot", "bench"));
    groups.put("Settings and help", List.of("config", "completion", "version", "help"));
    return groups;
  }

  /** Names of the commands below {@code command} that people call. */
  static Set<String> visible(CommandSpec command) {
    return command.subcommands().entrySet().stream()
        .filter(sub -> !sub.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Override
  public String render(Help help) {
    Map<String, Help> rest = new LinkedHashMap<>(help.subcommands());
    StringBuilder text = new StringBuilder();
    GROUPS.forEach(
        (heading, names) -> {
          Map<String, Help> group = new LinkedHashMap<>();
          for (String name : names) {
            Help command = rest.remove(name);
            if (command != null) {
              group.put(name, command);
            }
          }
          text.append(section(help, heading, group));
        });
    return text.append(section(help, OTHERS, rest)).toString();
  }

  private static String section(Help help, String heading, Map<String, Help> commands) {
    return commands.isEmpty() ? "" : "%n%s:%n".formatted(heading) + help.commandList(commands);
  }
}
