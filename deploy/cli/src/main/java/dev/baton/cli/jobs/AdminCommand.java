package dev.baton.cli.jobs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a fleet's keeper does after losses. */
@Command(
    name = "admin",
    description = "Mend a fleet.",
    footer = {"", "Example: baton admin rebuild"},
    subcommands = RebuildCommand.class)
public final class AdminCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: baton admin rebuild");
  }
}
