package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeCommandTest {
  @Test
  void aRunDirectoryThatIsNamedLikeAJobIsPointedTo(@TempDir Path here) throws IOException {
    Files.createDirectories(here.resolve("fetched").resolve(RunState.FOLDER));
    Files.createDirectories(here.resolve("other"));
    assertThat(ResumeCommand.folderHint(here, "fetched")).endsWith("baton resume ./fetched");
    assertThat(ResumeCommand.folderHint(here, "other")).isEmpty();
    assertThat(ResumeCommand.folderHint(here, "absent")).isEmpty();
  }
}
