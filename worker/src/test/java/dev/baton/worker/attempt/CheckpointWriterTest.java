package dev.baton.worker.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LastWords;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.process.Machine;
import dev.baton.worker.attempt.CheckpointWriter.Moment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointWriterTest {
  private static final String JOB = "a";
  private static final String ATTEMPT = "0123456789abcdef";

  @TempDir Path folder;
  private AbsentStore store;
  private AttemptSignals signals;
  private final List<Snapshot> released = new ArrayList<>();
  private CheckpointWriter writer;

  @BeforeEach
  void openWriter() {
    store = new AbsentStore(new DirectoryObjectStore(folder));
    signals = new AttemptSignals();
    TrainEpochs command = TinyJobs.command(JOB, 1, TinyJobs.EPOCHS);
    AttemptContext attempt =
        new AttemptContext(
            command,
            ATTEMPT,
            "w1",
            new AttemptLog(new JobLog(store, JOB), JobHistory.empty(), signals),
            signals,
            new KeptFacts(),
            new Diary(new LastWords(store, JOB), ATTEMPT, JobHistory.empty(), Machine.REAL),
            new RoomWait(why -> {}),
            TinyJobs.undisturbed());
    CheckpointStore checkpoints = new CheckpointStore(store, JOB);
    Retention retention =
        new Retention(attempt, new OrphanSweep(checkpoints, ATTEMPT, Machine.REAL));
    writer = new CheckpointWriter(attempt, checkpoints, retention, Optional.empty(), released::add);
  }

  @Test
  void eachSnapshotNamesTheOneBeforeItAsItsParent() throws Exception {
    commitAndWait(epochEnd(1));
    commitAndWait(epochEnd(2));
    writer.close();

    assertThat(committed())
        .extracting(Checkpointed::parent)
        .containsExactly(Optional.empty(), Optional.of(0L));
  }

  /** As in the simulation's seed 19605: the job would lack the first epoch's metrics for ever. */
  @Test
  void afterASnapshotThatIsNotCommittedNoLaterOneIs() throws Exception {
    signals.stop(AttemptSignals.Stop.LEASE_LOST, Duration.ofMinutes(1));
    store.leave();
    commitAndWait(epochEnd(1));
    store.comeBack();
    commitAndWait(epochEnd(2));
    writer.close();

    assertThat(signals.maySave()).as("not kept from saving by the lost lease").isTrue();
    assertThat(committed()).isEmpty();
  }

  @Test
  void eachSnapshotIsReleasedOnceItIsCommittedOrGivenUp() {
    Snapshot committed = snapshot(1);
    Snapshot givenUp = snapshot(2);

    writer.commit(committed, epochEnd(1));
    writer.flush();
    assertThat(released).containsExactly(committed);
    signals.stop(AttemptSignals.Stop.SUPERSEDED);
    writer.commit(givenUp, epochEnd(2));
    writer.flush();
    writer.flush();

    assertThat(released).containsExactly(committed, givenUp);
  }

  private void commitAndWait(Moment moment) {
    writer.commit(snapshot(moment.position().epoch()), moment);
    writer.flush();
  }

  private static Moment epochEnd(int epoch) {
    return new Moment(
        new TrainingPosition(epoch, 0),
        Optional.of(new EpochResult(Map.of("fitness", 0.5), 0.5, true)));
  }

  private static Snapshot snapshot(int value) {
    ByteBuffer data = ByteBuffer.wrap(Integer.toString(value).getBytes(UTF_8));
    return new Snapshot(
        Map.of("model", List.of(new Tensor("w", DType.U8, List.of((long) data.remaining()), data))),
        JsonNodeFactory.instance.objectNode().put("epoch", value));
  }

  private List<Checkpointed> committed() throws Exception {
    return TinyJobs.history(store, JOB).all(Checkpointed.class).stream()
        .map(JobHistory.Numbered::entry)
        .toList();
  }
}
