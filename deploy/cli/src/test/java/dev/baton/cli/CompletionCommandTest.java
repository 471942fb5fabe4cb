package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** In a real bash. */
class CompletionCommandTest {
  @TempDir Path folder;

  @Test
  void completesCommandsAndOptions() throws Exception {
    assertThat(completed("wat")).isEqualTo("watch");
    assertThat(completed("train --close")).isEqualTo("--close-mosaic");
    assertThat(completed("train --proj")).as("what means nothing here").isEmpty();
    assertThat(completed("completion ")).isEqualTo("bash zsh");
  }

  @Test
  void givesZshItsOwnBeginning() {
    assertThat(script("zsh")).startsWith("autoload -U +X compinit").contains("complete -F");
  }

  /** What bash offers for the last word of {@code words}. */
  private String completed(String words) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("completion.bash"), script("bash"));
    String asking =
        "source %s; compopt() { :; }; COMP_WORDS=(baton %s%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_baton; echo \"${COMPREPLY[@]}\""
            .formatted(script, words, words.endsWith(" ") ? "''" : "");
    Process bash = new ProcessBuilder("bash", "-c", asking).redirectErrorStream(true).start();
    String answer = new String(bash.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(bash.waitFor()).as(answer).isZero();
    return answer;
  }

  private static String script(String shell) {
    StringWriter out = new StringWriter();
    // As standard output has it: what is not flushed is lost.
    PrintWriter buffered = new PrintWriter(new BufferedWriter(out), true);
    CommandLine baton = BatonCommand.commandLine().setOut(buffered);
    assertThat(baton.execute("completion", shell)).isZero();
    return out.toString();
  }
}
