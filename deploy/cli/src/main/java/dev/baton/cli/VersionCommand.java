package dev.baton.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which Baton this is and what it runs on. */
@Command(
    name = "version",
    description = "Print the versions of Baton, Java and the operating system.",
    footer = {"", "Example: baton version"})
final class VersionCommand implements Callable<Integer>, IVersionProvider {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(line());
    return 0;
  }

  @Override
  public String[] getVersion() {
    return new String[] {line()};
  }

  private static String line() {
    return "baton %s, Java %s (%s), %s %s"
        .formatted(
            Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)"),
            Runtime.version(),
            System.getProperty("java.home"),
            System.getProperty("os.name"),
            System.getProperty("os.arch"));
  }
}
