package dev.baton.cli;

import dev.baton.cli.output.Terminal;
import java.io.Console;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A question before something is lost for good. */
public final class Confirmation {
  private Confirmation() {}

  /**
   * Asks for a yes.
   *
   * @param thing what would be removed
   * @param extent how much that is, for the question; may be empty
   * @throws ParameterException where nobody can be asked, naming {@code --yes}
   */
  public static boolean ask(CommandSpec command, Terminal terminal, String thing, String extent) {
    Console console = System.console();
    if (!terminal.isInteractive() || console == null) {
      throw new ParameterException(
          command.commandLine(),
          "Nobody can be asked here: add --yes to remove %s".formatted(thing));
    }
    String answer = console.readLine("Remove %s%s? Type yes: ", thing, extent);
    return "yes".equalsIgnoreCase(answer == null ? "" : answer.strip());
  }
}
