package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.CheckpointStore.Uploaded;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A job in a store, as workers leave it, with a model of a single weight. */
final class TrainedJob {
  private final CheckpointStore checkpoints;
  private final JobLog log;
  private JobHistory history = JobHistory.empty();

  TrainedJob(ObjectStore store, String job) {
    checkpoints = new CheckpointStore(store, job);
    log = new JobLog(store, job);
  }

  /** An attempt begins; its id is {@code attempt-} and its number. */
  void attempt(int number, int command, String worker) throws IOException {
    attempt(number, command, worker, Optional.empty());
  }

  void attempt(int number, int command, String worker, Optional<Branch> branch) throws IOException {
    JobSpec spec = Samples.spec("");
    append(
        new AttemptStarted(
            id(),
            "attempt-" + number,
            command,
            worker,
            "cpu",
            SpecDigest.of(spec),
            spec,
            branch,
            NOW.plusSeconds(history.nextSequence())));
  }

  /** The newest attempt commits a checkpoint with a row of results for each finished epoch. */
  Checkpointed checkpoint(int epoch, int step) throws IOException {
    String attempt = history.newestAttempt().orElseThrow().entry().attemptId();
    Uploaded uploaded = checkpoints.upload(attempt, epoch, step, snapshot(epoch, step));
    Checkpointed entry =
        new Checkpointed(
            id(),
            attempt,
            epoch,
            step,
            history.newestCheckpoint().map(JobHistory.Numbered::sequence),
            uploaded.files(),
            uploaded.digest().hex(),
            step == 0 ? Map.of("mAP50", 0.1 * epoch) : Map.of(),
            step == 0 ? Optional.of(0.1 * epoch) : Optional.empty(),
            NOW.plusSeconds(history.nextSequence()));
    append(entry);
    return entry;
  }

  void append(LogEntry entry) throws IOException {
    log.append(history.nextSequence(), entry);
    history = history.with(entry);
  }

  JobHistory history() {
    return history;
  }

  CheckpointStore checkpoints() {
    return checkpoints;
  }

  String id() {
    return "entry-" + history.nextSequence();
  }

  private static Snapshot snapshot(int epochs, int step) {
    ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(0, epochs + step / 100f);
    Tensor weight = new Tensor("weight", Tensor.DType.F32, List.of(1L), data);
    ObjectNode state = Json.MAPPER.createObjectNode();
    ObjectNode results = state.putObject("results");
    results.putArray("columns").add("epoch").add("train/loss").add("metrics/mAP_0.5");
    ArrayNode rows = results.putArray("rows");
    for (int epoch = 0; epoch < epochs; epoch++) {
      rows.addArray().add(epoch).add(4.0 - epoch).add(0.1 * epoch);
    }
    return new Snapshot(Map.of("ema", List.of(weight)), state);
  }
}
