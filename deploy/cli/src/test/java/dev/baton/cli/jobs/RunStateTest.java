package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.JobVerifier.Checked;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.LogEntry.Ending;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.objectstore.Damage;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {
  private static final String JOB = "exp1";

  @TempDir Path folder;
  private ObjectStore store;
  private StoredTraining training;

  @BeforeEach
  void train() throws Exception {
    store = new DirectoryObjectStore(folder.resolve("store"));
    training = new StoredTraining(store, JOB);
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.1));
    training.checkpoint(2, 5, Optional.of(1L), Optional.empty());
  }

  @Test
  void anotherFleetsJobBeginsWithTheCheckpointThatWasFetched() throws Exception {
    RunState.write(store, JOB, training.history(), folder.resolve("run"));
    ObjectStore other = new DirectoryObjectStore(folder.resolve("other"));
    JobSeed seed = RunState.read(state(), "run");
    seed.write(state(), other, "exp7", "resume");

    JobHistory begun = new JobLog(other, "exp7").read();
    assertThat(begun.newestCheckpoint().orElseThrow().entry())
        .satisfies(
            entry -> {
              assertThat(entry.epoch()).isEqualTo(2);
              assertThat(entry.step()).isEqualTo(5);
              assertThat(entry.parent()).isEmpty();
              assertThat(entry.stateDigest())
                  .isEqualTo(training.history().checkpoint(2).orElseThrow().entry().stateDigest());
            });
    assertThat(begun.firstAttempt().orElseThrow().specDigest())
        .isEqualTo(SpecDigest.of(StoredTraining.spec(JOB)));
    assertThat(begun.fruitlessAttempts()).isEmpty();
    assertThat(begun.isSignedOff(1)).isFalse();
    assertThat(new JobVerifier(other, "exp7", begun).verify(Depth.TENSORS))
        .extracting(Checked::condition)
        .containsExactly(Condition.WHOLE);
  }

  @Test
  void theDataMayLieElsewhereSinceTheirDigestIsWhatCounts() throws Exception {
    RunState.write(store, JOB, training.history(), folder.resolve("run"));
    JobSeed seed = RunState.read(state(), "run").withData("/e/data.yaml");
    assertThat(seed.spec().data()).isEqualTo("/e/data.yaml");
    assertThat(SpecDigest.of(seed.spec())).isEqualTo(SpecDigest.of(StoredTraining.spec(JOB)));
  }

  @Test
  void fetchesAnOlderCheckpointWhenTheNewestIsDamaged() throws Exception {
    Damage.TRUNCATED.apply(store, "jobs/exp1/data/attempt-1/2-5/state.json");
    assertThat(RunState.write(store, JOB, training.history(), folder.resolve("run")).sequence())
        .isEqualTo(1);
    assertThat(RunState.read(state(), "run").start().orElseThrow().entry().epoch()).isEqualTo(1);
  }

  @Test
  void replacesWhatAnEarlierFetchLeft() throws Exception {
    RunState.write(store, JOB, training.history(), folder.resolve("run"));
    training.checkpoint(3, 0, Optional.of(2L), Optional.of(0.2));
    RunState.write(store, JOB, training.history(), folder.resolve("run"));
    assertThat(RunState.read(state(), "run").start().orElseThrow().entry().epoch()).isEqualTo(3);
  }

  @Test
  void saysHowToFetchAStateThatIsNotThere() {
    assertThatThrownBy(() -> RunState.read(state(), "runs/exp1"))
        .hasMessageContaining("runs/exp1 has no state")
        .hasMessageContaining("--state");
  }

  @Test
  void neverWritesIntoALogThatHasBegun() throws Exception {
    RunState.write(store, JOB, training.history(), folder.resolve("run"));
    long entries = training.history().nextSequence();
    assertThatThrownBy(() -> RunState.read(state(), "run").write(state(), store, JOB, "resume"))
        .isInstanceOf(IOException.class);
    assertThat(new JobLog(store, JOB).read().nextSequence()).isEqualTo(entries);
    assertThat(Ending.HANDED_BACK.endsCommand()).isFalse();
  }

  private ObjectStore state() {
    return new DirectoryObjectStore(folder.resolve("run").resolve(RunState.FOLDER));
  }
}
