package dev.baton.cli.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything about data sets. */
@Command(
    name = "data",
    description = "Check, make, push and fetch data sets.",
    footer = {
      "",
      "Example: baton data import VOCdevkit/VOC2012 --from voc --to sets/voc",
      "Example: baton data push sets/voc/data.yaml --name voc"
    },
    subcommands = {
      DataCheckCommand.class,
      DataImportCommand.class,
      DataPushCommand.class,
      DataListCommand.class,
      DataPullCommand.class,
      DataRemoveCommand.class,
    })
public final class DataCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: baton data check, import, push, list, pull or rm");
  }
}
