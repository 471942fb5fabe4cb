package dev.baton.cli.local;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command that starts workers finds trainers of others. */
public final class PluginOptions {
  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "Folder of jars with trainers of your own (BATON_PLUGINS).")
  private Optional<Path> folder = Optional.empty();

  Plugins resolve() {
    return Plugins.of(folder, System.getenv());
  }
}
