package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import dev.baton.common.process.ManualMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanSweepTest {
  private static final JobHistory HISTORY = new JobHistory(List.of(started("old"), started("own")));
  private static final String OLD = "jobs/a/data/old/1-0/state.json";
  private static final String OWN = "jobs/a/data/own/1-0/state.json";
  private static final String UNKNOWN = "jobs/a/data/later/1-0/state.json";

  @TempDir Path folder;
  private final ManualMachine machine = new ManualMachine();
  private ObjectStore store;
  private OrphanSweep sweep;

  @BeforeEach
  void start() {
    store = new DirectoryObjectStore(folder);
    sweep = new OrphanSweep(new CheckpointStore(store, "a"), "own", machine);
  }

  @Test
  void whatADeadAttemptUploadsAfterTheSweepGoesWhenTheGraceIsOver() throws Exception {
    sweep.sweep(HISTORY);
    upload(OLD);
    upload(OWN);
    upload(UNKNOWN);

    machine.pass(OrphanSweep.GRACE.minusNanos(1));
    sweep.sweepIfDue(HISTORY);
    assertThat(stored()).containsExactly(UNKNOWN, OLD, OWN);

    machine.pass(Duration.ofNanos(1));
    sweep.sweepIfDue(HISTORY);
    assertThat(stored()).containsExactly(UNKNOWN, OWN);
  }

  @Test
  void eachSweepBeginsANewPeriodOfGrace() throws Exception {
    machine.pass(OrphanSweep.GRACE);
    sweep.sweepIfDue(HISTORY);
    upload(OLD);
    sweep.sweepIfDue(HISTORY);
    assertThat(stored()).containsExactly(OLD);
    machine.pass(OrphanSweep.GRACE);
    sweep.sweepIfDue(HISTORY);
    assertThat(stored()).isEmpty();
  }

  private void upload(String key) throws IOException {
    store.upload(key, Content.of(new byte[1]));
  }

  private List<String> stored() throws IOException {
    return store.list("jobs/a/data/").stream().map(StoredObject::key).toList();
  }

  private static AttemptStarted started(String attemptId) {
    return new AttemptStarted(
        "entry of " + attemptId,
        attemptId,
        1,
        "w1",
        "n1",
        "d1",
        null,
        Optional.empty(),
        Instant.EPOCH);
  }
}
