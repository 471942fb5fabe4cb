package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandGroupsTest {
  @Test
  void showEveryCommandOnceUnderWhatItIsFor() {
    CommandLine baton = BatonCommand.commandLine();
    String help = baton.getUsageMessage();
    Set<String> names = new HashSet<>(baton.getSubcommands().keySet());
    names.removeIf(name -> isHidden(baton.getSubcommands().get(name)));
    assertThat(names)
        .allSatisfy(
            name ->
                assertThat(help.lines().filter(line -> line.matches("  " + name + "\\s.*")))
                    .as(name)
                    .hasSize(1));
    assertThat(help).contains("Train:", "Run a fleet:").doesNotContain("Commands:");
  }

  @Test
  void leaveOutWhatShellsCallAlone() {
    assertThat(BatonCommand.commandLine().getSubcommands().values())
        .filteredOn(CommandGroupsTest::isHidden)
        .extracting(CommandLine::getCommandName)
        .containsExactly("names");
    assertThat(BatonCommand.commandLine().getUsageMessage()).doesNotContain("  names ");
  }

  private static boolean isHidden(CommandLine command) {
    return command.getCommandSpec().usageMessage().hidden();
  }

  /** The list shows the first line of a description only. */
  @Test
  void tellOfEachCommandInAWholeSentence() {
    BatonCommand.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) ->
                assertThat(command.getCommandSpec().usageMessage().description()[0])
                    .as(name)
                    .matches(".*[.:]|.*: .*"));
  }

  @Test
  void nameNoCommandTwice() {
    List<String> all = CommandGroups.GROUPS.values().stream().flatMap(List::stream).toList();
    assertThat(all).doesNotHaveDuplicates();
  }
}
