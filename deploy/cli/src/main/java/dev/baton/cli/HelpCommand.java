package dev.baton.cli;

import dev.baton.common.messages.DidYouMean;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code baton help watch} for those who do not say {@code baton watch --help}. */
@Command(
    name = "help",
    description = "Show the commands, or the help of one.",
    footer = {"", "Example: baton help train"})
final class HelpCommand implements Runnable {
  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "For example train (all).")
  private List<String> path = List.of();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine command = spec.parent().commandLine();
    for (String name : path) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw new ParameterException(
            spec.commandLine(),
            "There is no command \"%s\"%s"
                .formatted(
                    name,
                    DidYouMean.suffix(name, CommandGroups.visible(command.getCommandSpec()))));
      }
      command = next;
    }
    command.usage(spec.commandLine().getOut());
  }
}
