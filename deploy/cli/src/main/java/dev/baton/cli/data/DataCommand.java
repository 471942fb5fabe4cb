package dev.baton.cli.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything about data sets. */
@Command(
    name = "data",
    description = "Prepare data sets.",
    footer = {"", "Example: baton data import VOCdevkit/VOC2012 --from voc --to sets/voc"},
    subcommands = DataImportCommand.class)
public final class DataCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: baton data import");
  }
}
