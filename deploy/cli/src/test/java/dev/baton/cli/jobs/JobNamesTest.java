package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobNamesTest {
  @Test
  void namesTheJobsThatWereProbablyMeantTheNearestFirst() {
    assertThat(JobNames.unknown("catz-1", Set.of("dogs", "cats-1", "cats-12")))
        .hasMessage("There is no job catz-1; did you mean cats-1, cats-12? See baton jobs --all");
    assertThat(JobNames.unknown("catz-1", Set.of("dogs")))
        .hasMessage("There is no job catz-1: see baton jobs --all");
  }

  @Test
  void aStoreRemembersJobsThatHaveALog(@TempDir Path folder) throws IOException {
    ObjectStore store = new DirectoryObjectStore(folder);
    new StoredTraining(store, "exp2");
    assertThat(JobNames.isStored("exp2", store)).isTrue();
    assertThat(JobNames.isStored("exp3", store)).isFalse();
  }
}
