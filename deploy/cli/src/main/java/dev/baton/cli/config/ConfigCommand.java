package dev.baton.cli.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.config.Setting.Origin;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.RequestReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what is set, and by whom. */
@Command(
    name = "config",
    description = {
      "Show every setting and where it came from.",
      "That is a flag, the environment, baton.yaml here or in a folder above, or a default."
    },
    footer = {
      "",
      "Example: baton config",
      "A baton.yaml has keys dir, or kafka, store, store-endpoint; and below train, up, worker",
      "the options of these commands, for example:",
      "  train:",
      "    cfg: gelan-t",
      "    img: 320"
    })
public final class ConfigCommand implements Callable<Integer> {
  private static final String NONE = "-";
  private static final String HIDDEN = "(hidden)";
  private static final String ANY_JOB =
      "{\"version\":1,\"type\":\"train\",\"job\":\"any\",\"cfg\":\"-\",\"data\":\"-\"}";

  /** Variables that no option stands for. */
  private static final Map<String, Boolean> VARIABLES = variables();

  @Mixin private ConnectionOptions connection;

  @Option(names = "--json", description = "An array with one object for each setting.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  private final Map<String, String> environment;
  private final BatonYaml yaml;

  /**
   * @param yaml the file of the folder that the command runs in
   */
  public ConfigCommand(BatonYaml yaml, Map<String, String> environment) {
    this.yaml = yaml;
    this.environment = environment;
  }

  private static Map<String, Boolean> variables() {
    Map<String, Boolean> isSecret = new LinkedHashMap<>();
    isSecret.put("AWS_ACCESS_KEY_ID", true);
    isSecret.put("AWS_SECRET_ACCESS_KEY", true);
    isSecret.put("BATON_KAFKA_PROPERTIES", false);
    isSecret.put("BATON_PLUGINS", false);
    isSecret.put("BATON_CACHE_DIR", false);
    isSecret.put("BATON_HTTP_TOKEN", true);
    isSecret.put("BATON_NOTIFY_URL", true); // its path may be one
    isSecret.put("BATON_NOTIFY_HOSTS", false);
    isSecret.put("BATON_NOTIFY_SECRET", true);
    isSecret.put("BATON_JAVA", false);
    isSecret.put("BATON_DEBUG", false);
    isSecret.put("NO_COLOR", false);
    return isSecret;
  }

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), environment);
    List<Setting> settings = new ArrayList<>();
    settings.add(
        yaml.file()
            .map(file -> new Setting("baton.yaml", file.toString(), Origin.FILE, file.toString()))
            .orElse(Setting.byDefault("baton.yaml", "none here or above")));
    fleet(settings);
    VARIABLES.forEach((name, isSecret) -> settings.add(variable(name, isSecret)));
    JsonNode request = defaults();
    BatonYaml.COMMANDS.forEach(command -> command(command, request, settings));
    if (isJson) {
      terminal.print(Listing.json(settings));
    } else {
      terminal.print(Setting.table(settings));
    }
    return 0;
  }

  private void fleet(List<Setting> settings) {
    Map<String, String> running =
        connection.isOutside(environment)
            ? Map.of()
            : connection.fleetFolder().addressesOfRunningFleet();
    for (String key : List.of("dir", "kafka", "store", "store-endpoint")) {
      OptionSpec option = spec.findOption("--" + key);
      Optional<String> variable = set(YamlDefaults.VARIABLES.get(key));
      String folder = connection.fleetFolder().toString();
      if (isTyped(option)) {
        settings.add(new Setting(key, shown(option), Origin.FLAG, "--" + key));
      } else if (variable.isPresent()) {
        String name = YamlDefaults.VARIABLES.get(key);
        settings.add(new Setting(key, masked(variable.get()), Origin.ENVIRONMENT, name));
      } else if (option.getValue() != null) {
        String file = yaml.file().orElseThrow().toString();
        settings.add(new Setting(key, masked(option.getValue().toString()), Origin.FILE, file));
      } else if (running.containsKey(key)) {
        settings.add(new Setting(key, running.get(key), Origin.FLEET, folder));
      } else {
        settings.add(Setting.byDefault(key, key.equals("dir") ? folder : NONE));
      }
    }
  }

  private Setting variable(String name, boolean isSecret) {
    return set(name)
        .map(value -> new Setting(name, isSecret ? HIDDEN : value, Origin.ENVIRONMENT, name))
        .orElse(Setting.byDefault(name, NONE));
  }

  /**
   * The options that the file may set of one command.
   *
   * @param request one with every default, by which jobs of {@code train} are sent
   */
  private void command(String command, JsonNode request, List<Setting> settings) {
    Map<String, String> own = yaml.commands().getOrDefault(command, Map.of());
    boolean isTrain = command.equals("train");
    for (OptionSpec option : spec.root().subcommands().get(command).getCommandSpec().options()) {
      String name = YamlDefaults.keys(option).findFirst().orElse("");
      if (option.hidden() || option.usageHelp() || isOfThisCommandOnly(name)) {
        continue;
      }
      String setting = command + "." + name;
      Optional<String> given =
          YamlDefaults.keys(option).filter(own::containsKey).findFirst().map(own::get);
      settings.add(
          given
              .map(
                  value ->
                      new Setting(
                          setting, value, Origin.FILE, yaml.file().orElseThrow().toString()))
              .orElseGet(
                  () ->
                      Setting.byDefault(
                          setting, isTrain ? text(request, name) : ownDefault(option))));
    }
  }

  private static boolean isOfThisCommandOnly(String name) {
    return BatonYaml.FLEET.contains(name)
        || List.of("name", "dry-run", "follow", "skip-checks").contains(name);
  }

  private static JsonNode defaults() {
    try {
      return Json.MAPPER.readTree(
          RequestReader.write(RequestReader.read(ANY_JOB.getBytes(UTF_8), "any")));
    } catch (MessageFormatException | IOException e) {
      throw new IllegalStateException("The least request can always be read", e);
    }
  }

  private static String ownDefault(OptionSpec option) {
    return Optional.ofNullable(option.defaultValue()).orElse(NONE);
  }

  private static String text(JsonNode defaults, String option) {
    JsonNode value = defaults.path(option.replace('-', '_'));
    boolean isEmpty = value.isMissingNode() || value.isContainerNode() && value.isEmpty();
    return isEmpty ? NONE : value.isTextual() ? value.textValue() : value.toString();
  }

  private static boolean isTyped(OptionSpec option) {
    return option.command().commandLine().getParseResult().hasMatchedOption(option);
  }

  private static String shown(OptionSpec option) {
    return masked(String.valueOf(option.<Object>getValue()));
  }

  /** Without the user and password that a URL may have. */
  private static String masked(String value) {
    return value.replaceAll("//[^/@]*@", "//" + HIDDEN + "@");
  }

  private Optional<String> set(String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
  }
}
