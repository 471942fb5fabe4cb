package dev.baton.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what a shell needs to complete commands, options and the fleet's names. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes commands, options and names in bash or zsh.",
      "Names of jobs, workers and data sets are asked of the fleet, and kept for some minutes."
    },
    footer = {
      "",
      "Example: source <(baton completion bash)",
      "For every shell: baton completion bash > ~/.local/share/bash-completion/completions/baton",
      "or, in ~/.zshrc: source <(baton completion zsh)"
    })
final class CompletionCommand implements Runnable {
  private enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "bash|zsh", description = "The shell that reads the script.")
  private Shell shell;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (shell == Shell.ZSH) {
      // zsh completes by bash's rules once this is loaded.
      out.println("autoload -U +X compinit && compinit -u");
    }
    out.print(AutoComplete.bash("baton", spec.root().commandLine()));
    out.print(CompletedNames.script(spec.root().commandLine()));
    out.flush();
  }
}
