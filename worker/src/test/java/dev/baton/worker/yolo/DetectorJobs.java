package dev.baton.worker.yolo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.attempt.AttemptRunner;
import dev.baton.worker.attempt.AttemptSignals;
import dev.baton.worker.attempt.CommandOutcome;
import dev.baton.worker.attempt.FactSink;
import dev.baton.worker.attempt.ProgressBoard;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Jobs of small detectors that keep every epoch, with a cosine of learning rates, trained by
 * workers of their own.
 */
record DetectorJobs(ObjectStore store, Path data) {

  /** Runs a command to its end, by a worker that has run nothing before. */
  void train(String job, int commandNumber, int epochs, Optional<Branch> branch) throws Exception {
    JobSpec spec = spec(epochs);
    TrainEpochs command =
        new TrainEpochs(
            job, commandNumber, 0, epochs, spec, SpecDigest.of(spec), branch, Instant.EPOCH);
    try (AttemptRunner worker =
        new AttemptRunner(
            "w1",
            store,
            Map.of("yolov9", new YoloTrainerFactory()),
            new Unheard(),
            new ProgressBoard(),
            Duration.ofSeconds(5),
            Clock.systemUTC())) {
      assertThat(worker.run(command, new AttemptSignals())).isEqualTo(CommandOutcome.DONE);
    }
  }

  JobSpec spec(int epochs) throws Exception {
    String request =
        "{\"version\":1,\"type\":\"train\",\"job\":\"a\",\"cfg\":\"gelan-t\",\"data\":\"%s\",\"imgsz\":64,\"batch\":2,\"nbs\":2,\"epochs\":%d,\"lr_schedule\":\"cos\",\"save_period\":1,\"plots\":false}"
            .formatted(data, epochs);
    return ((Request.Train) RequestReader.read(request.getBytes(UTF_8), "r")).spec();
  }

  JobHistory history(String job) throws Exception {
    return new JobLog(store, job).read();
  }

  Checkpointed newest(String job) throws Exception {
    return history(job).newestCheckpoint().orElseThrow().entry();
  }

  /** What stands in {@code state.json} of the newest checkpoint. */
  JsonNode state(String job) throws Exception {
    return new CheckpointStore(store, job).load(newest(job)).state();
  }

  /** Nobody listens. */
  private static final class Unheard implements FactSink {
    @Override
    public void report(Event fact) {}

    @Override
    public boolean awaitStored(AttemptSignals signals) {
      return true;
    }
  }
}
