package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.jobs.RebuiltJob.LostJobException;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.checkpoint.StoredJob;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.objectstore.PassingStore;
import dev.baton.common.objectstore.StoreAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuiltJobTest {
  private static final String JOB = "exp1";
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;
  private ObjectStore store;
  private JobHistory history;

  @BeforeEach
  void train() throws Exception {
    store = new DirectoryObjectStore(folder);
    StoredTraining training = new StoredTraining(store, JOB);
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.1));
    training.checkpoint(1, 7, Optional.of(1L), Optional.empty());
    history = training.history();
  }

  @Test
  void aJobThatHasNotEndedIsPausedWhereItsNewestCheckpointIs() throws Exception {
    JobState state = rebuilt(history, Status.PAUSED);
    assertThat(state.status()).isEqualTo(Status.PAUSED);
    assertThat(state.epoch()).isEqualTo(1);
    assertThat(state.step()).isEqualTo(7);
    assertThat(state.metrics()).isEqualTo(Map.of("mAP50", 0.1));
    assertThat(state.commandNumber()).isEqualTo(1);
    assertThat(state.isCommandOpen()).isFalse();
    assertThat(state.specDigest()).isEqualTo(SpecDigest.of(StoredTraining.spec(JOB)));
    assertThat(MessageCodec.decode(MessageCodec.encode(state), JobState.class)).isEqualTo(state);
  }

  @Test
  void aJobThatHasNotEndedGoesOnAtOnceWhereThatIsWanted() {
    assertThat(rebuilt(history, Status.QUEUED).status()).isEqualTo(Status.QUEUED);
  }

  @Test
  void anEndedJobHasEndedAsItsLogSays() {
    JobHistory failed =
        history.with(new Closed("e9", StoredTraining.ATTEMPT, Outcome.FAILED, "loss is NaN", NOW));
    JobState state = rebuilt(failed, Status.QUEUED);
    assertThat(state.status()).isEqualTo(Status.FAILED);
    assertThat(state.why()).contains("loss is NaN");
  }

  @Test
  void aLogWithoutAnAttemptTellsNothing() {
    assertThat(RebuiltJob.of(JOB, JobHistory.empty(), Status.PAUSED, NOW)).isEmpty();
  }

  @Test
  void onlyALogThatCannotBeReadIsItsJobsFault() throws Exception {
    store.createIfAbsent("jobs/broken/log/0000000200.json", new byte[] {1}); // 200 are missing
    assertThatThrownBy(() -> RebuiltJob.read(store, "broken", Status.PAUSED, NOW))
        .isInstanceOf(LostJobException.class)
        .hasMessageContaining("lacks 200 entries");
    assertThatThrownBy(() -> RebuiltJob.read(store, "empty", Status.PAUSED, NOW))
        .isInstanceOf(LostJobException.class);

    ObjectStore failing =
        new PassingStore(store) {
          @Override
          public byte[] read(String key) throws IOException {
            throw new IOException("503 Slow Down");
          }
        };
    assertThatThrownBy(() -> RebuiltJob.read(failing, JOB, Status.PAUSED, NOW))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503");
  }

  @Test
  void aStoreThatFailsMidwaySaysHowToGoOn() {
    StoreAddress address = StoreAddress.parse("s3://bucket", "http://minio:9000");
    assertThat(RebuildCommand.stopped(2, StoreFailure.of(address, new IOException("503"))))
        .hasMessageContainingAll(
            "s3://bucket/ at http://minio:9000", "503", "2 jobs restored, nothing is lost")
        .hasMessageContaining("run baton admin rebuild again");
  }

  @Test
  void findsEveryJobOfAStoreByItsName() throws Exception {
    new StoredTraining(store, "exp2");
    store.upload("jobs/.strange/log/0000000000.json", Content.of(new byte[1]));
    store.upload("datasets/d/index.json", Content.of(new byte[1]));
    assertThat(StoredJob.names(store)).containsExactly(JOB, "exp2");
  }

  private static JobState rebuilt(JobHistory history, Status unended) {
    return RebuiltJob.of(JOB, history, unended, NOW).orElseThrow();
  }
}
