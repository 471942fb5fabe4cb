package dev.baton.cli.config;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.messages.DidYouMean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives options that were not typed the values of {@link BatonYaml}. What the environment says goes
 * before them: the commands read it themselves.
 */
public final class YamlDefaults implements IDefaultValueProvider {
  /** What names a fleet in the environment, by option. */
  static final Map<String, String> VARIABLES =
      Map.of(
          "dir", "BATON_DIR",
          "kafka", "BATON_KAFKA",
          "store", "BATON_STORE",
          "store-endpoint", "BATON_STORE_ENDPOINT");

  private final BatonYaml yaml;
  private final Map<String, String> environment;

  private YamlDefaults(BatonYaml yaml, Map<String, String> environment) {
    this.yaml = yaml;
    this.environment = environment;
  }

  /**
   * Lets {@code line} and all its subcommands take the file's values.
   *
   * @throws CommandFailedException when the file has an option that its command lacks
   */
  public static void install(CommandLine line, BatonYaml yaml, Map<String, String> environment) {
    for (String command : yaml.commands().keySet()) {
      CommandSpec spec = line.getSubcommands().get(command).getCommandSpec();
      yaml.commands().get(command).keySet().forEach(key -> requireOption(yaml, spec, key));
    }
    line.setDefaultValueProvider(new YamlDefaults(yaml, environment));
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    Optional<String> value = fleet(option).or(() -> command(option));
    return value.map(text -> located(option, text)).orElse(null);
  }

  /** Values for options of the fleet, unless something typed or the environment says another. */
  private Optional<String> fleet(OptionSpec option) {
    Optional<String> key = keys(option).filter(BatonYaml.FLEET::contains).findFirst();
    return key.filter(name -> !isInEnvironment(name) && !isOtherFleetNamed(name, option))
        .map(yaml.fleet()::get);
  }

  private boolean isInEnvironment(String key) {
    return !environment.getOrDefault(VARIABLES.get(key), "").isBlank();
  }

  /** A folder that was typed or set is a fleet on this machine, whatever services the file has. */
  private boolean isOtherFleetNamed(String key, OptionSpec option) {
    OptionSpec folder = option.command().findOption("--dir");
    boolean isFolderTyped = folder != null && !folder.stringValues().isEmpty();
    return !key.equals("dir") && (isFolderTyped || isInEnvironment("dir"));
  }

  private Optional<String> command(OptionSpec option) {
    Map<String, String> values = yaml.commands().getOrDefault(option.command().name(), Map.of());
    return keys(option).filter(values::containsKey).findFirst().map(values::get);
  }

  /** Paths are meant from where the file lies. */
  private String located(OptionSpec option, String text) {
    Path folder = yaml.file().orElseThrow().toAbsolutePath().getParent();
    return isPath(option, text, folder) ? folder.resolve(text).normalize().toString() : text;
  }

  private static boolean isPath(OptionSpec option, String text, Path folder) {
    List<String> names = keys(option).toList();
    if (names.contains("data")) {
      return !text.contains("://"); // else a pushed data set
    }
    return option.type() == Path.class
        || Arrays.asList(option.auxiliaryTypes()).contains(Path.class)
        || (names.contains("cfg") || names.contains("hyp")) && Files.exists(folder.resolve(text));
  }

  private static void requireOption(BatonYaml yaml, CommandSpec command, String key) {
    Set<String> known = new TreeSet<>();
    for (OptionSpec option : command.options()) {
      if (!option.hidden() && option.group() == null) {
        keys(option).filter(name -> !BatonYaml.FLEET.contains(name)).forEach(known::add);
      }
    }
    if (!known.contains(key)) {
      throw new CommandFailedException(
          "%s: %s: %s cannot be set there%s"
              .formatted(
                  yaml.file().orElseThrow(), command.name(), key, DidYouMean.suffix(key, known)));
    }
  }

  /** {@code imgsz}, {@code img}, {@code img-size}. */
  static Stream<String> keys(OptionSpec option) {
    return Arrays.stream(option.names())
        .filter(name -> name.startsWith("--"))
        .map(name -> name.substring(2).replace('_', '-'));
  }
}
