package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A folder of jars with trainers of others, which join the class path of workers behind Baton's
 * own.
 *
 * @param folder absolute; empty for none
 */
public record Plugins(Optional<Path> folder) {
  static final String VARIABLE = "BATON_PLUGINS";

  public static final Plugins NONE = new Plugins(Optional.empty());

  public Plugins {
    folder = folder.map(path -> path.toAbsolutePath().normalize());
  }

  /**
   * What a command's option says, else the environment.
   *
   * @throws CommandFailedException when there is no such folder: a worker without the jars would
   *     only hand commands back
   */
  static Plugins of(Optional<Path> option, Map<String, String> environment) {
    Optional<Path> variable =
        Optional.ofNullable(environment.get(VARIABLE))
            .filter(text -> !text.isBlank())
            .map(Path::of);
    Plugins plugins = new Plugins(option.or(() -> variable));
    plugins
        .folder()
        .filter(path -> !Files.isDirectory(path))
        .ifPresent(
            missing -> {
              throw new CommandFailedException(
                  "%s %s: there is no such folder; give the one with the jars of your trainers"
                      .formatted(option.isPresent() ? "--plugins" : VARIABLE, missing));
            });
    return plugins;
  }

  String behind(String classPath) {
    return folder.map(path -> classPath + ":" + path + "/*").orElse(classPath);
  }
}
