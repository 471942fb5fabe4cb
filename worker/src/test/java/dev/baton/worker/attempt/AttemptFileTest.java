package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Event.AttemptEnded;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.worker.attempt.AttemptFile.Begun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptFileTest {
  @TempDir Path folder;

  @Test
  void namesTheAttemptThatWasBegunLast() throws Exception {
    AttemptFile file = file();
    DirectoryObjectStore store = new DirectoryObjectStore(folder.resolve("store"));
    KeptFacts facts = new KeptFacts();
    AttemptRunner runner = TinyJobs.worker("w1", store, file.noting(facts), TinyJobs.undisturbed());
    runner.run(TinyJobs.command("a", 1, 1), new AttemptSignals());
    runner.run(TinyJobs.command("b", 1, 1), new AttemptSignals());
    String attempt = TinyJobs.history(store, "b").newestAttempt().orElseThrow().entry().attemptId();
    assertThat(file.read()).contains(new Begun("b", attempt));
    assertThat(facts.of(AttemptEnded.class)).hasSize(2);
  }

  @Test
  void knowsNothingBeforeAnAttemptHasBegun() throws Exception {
    AttemptFile file = file();
    assertThat(file.read()).isEmpty();
    Files.writeString(file.path(), "a\n");
    assertThat(file.read()).as("half written").isEmpty();
    file.clear();
    assertThat(file.path()).doesNotExist();
    file.clear();
  }

  private AttemptFile file() {
    return new AttemptFile(folder.resolve("attempt"));
  }
}
