package dev.baton.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshJobNameTest {
  @TempDir Path folder;

  @Test
  void countsOnFromTheFirstNameThatIsTaken() {
    assertThat(FreshJobName.outside(Set.of())).isEqualTo("exp");
    assertThat(FreshJobName.outside(Set.of("exp"))).isEqualTo("exp2");
    assertThat(FreshJobName.outside(Set.of("exp", "exp2", "exp4"))).isEqualTo("exp3");
  }

  @Test
  void passesOverJobsThatOnlyTheStoreRemembers() throws Exception {
    try (ObjectStore store = new DirectoryObjectStore(folder)) {
      for (String old : Set.of("exp2", "exp3")) {
        new JobLog(store, old)
            .append(0, new Closed("entry", "attempt", Outcome.CANCELLED, "", Instant.EPOCH));
      }
      assertThat(FreshJobName.outside(Set.of(), store)).isEqualTo("exp");
      assertThat(FreshJobName.outside(Set.of("exp"), store)).isEqualTo("exp4");
    }
  }
}
