package dev.baton.cli.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.CheckpointStore.Uploaded;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobKeys;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.DataPinned;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.worker.yolo.data.DatasetIndex;
import dev.baton.worker.yolo.metrics.ResultsCsv;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A job in a store, as a worker leaves it, with a model of a single weight. */
public final class StoredTraining {
  static final String ATTEMPT = "attempt-1";
  private static final String STATE =
      """
      {"hyp": {"ours": 2, "mosaic": 1, "lr0": 0.02, "weight_decay": 0.0005},
       "results": {"rows": [[0, 1, 2, 3, 0.5, 0.5, 0.5, 0.25, null, 5, 6, 0.1, 0.01, 0.01]]}}
      """;

  private final CheckpointStore checkpoints;
  private final JobLog log;
  private JobHistory history = JobHistory.empty();

  public StoredTraining(ObjectStore store, String job) throws IOException {
    this(store, job, "");
  }

  /**
   * @param fields of the request beside those that every one has, each after a comma
   */
  StoredTraining(ObjectStore store, String job, String fields) throws IOException {
    checkpoints = new CheckpointStore(store, job);
    log = new JobLog(store, job);
    append(
        new AttemptStarted(
            "e0",
            ATTEMPT,
            1,
            "worker-1",
            "cpu",
            SpecDigest.of(spec(job, fields)),
            spec(job, fields),
            Optional.empty(),
            Instant.EPOCH));
  }

  static JobSpec spec(String job) {
    return spec(job, "");
  }

  private static JobSpec spec(String job, String fields) {
    String request =
        "{\"version\":1,\"type\":\"train\",\"job\":\"%s\",\"cfg\":\"gelan-t\",\"data\":\"/d/data.yaml\",\"hyp\":{\"lr0\":0.02}%s}"
            .formatted(job, fields);
    try {
      return ((Request.Train) RequestReader.read(request.getBytes(UTF_8), "r-1")).spec();
    } catch (MessageFormatException e) {
      throw new AssertionError(e);
    }
  }

  public JobHistory history() {
    return history;
  }

  /** Binds the job to a data set without images. */
  public void pinData(ObjectStore store, List<String> classNames) throws IOException {
    DatasetIndex index = new DatasetIndex(1, classNames, List.of(), List.of());
    store.upload(JobKeys.dataIndex(index.digest()), Content.of(index.toJson()));
    append(new DataPinned("e" + history.nextSequence(), ATTEMPT, index.digest(), Instant.EPOCH));
  }

  /** Commits a checkpoint whose only weight is epoch + step / 10. */
  public void checkpoint(int epoch, int step, Optional<Long> parent, Optional<Double> fitness)
      throws IOException {
    ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(0, epoch + step / 10f);
    Tensor weight = new Tensor("weight", Tensor.DType.F32, List.of(1L), data);
    ObjectNode state = (ObjectNode) Json.MAPPER.readTree(STATE);
    ((ObjectNode) state.get("results"))
        .set("columns", Json.MAPPER.valueToTree(ResultsCsv.columns()));
    Uploaded uploaded =
        checkpoints.upload(
            ATTEMPT, epoch, step, new Snapshot(Map.of("ema", List.of(weight)), state));
    append(
        new Checkpointed(
            "e" + history.nextSequence(),
            ATTEMPT,
            epoch,
            step,
            parent,
            uploaded.files(),
            uploaded.digest().hex(),
            fitness.map(f -> Map.of("mAP50", f)).orElse(Map.of()),
            fitness,
            Instant.EPOCH));
  }

  private void append(LogEntry entry) throws IOException {
    log.append(history.nextSequence(), entry);
    history = history.with(entry);
  }
}
