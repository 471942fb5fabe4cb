package dev.baton.scheduler.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.SpecDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Messages of a small fleet. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private Samples() {}

  /**
   * @param fields of the request beside those that every one has, each after a comma
   */
  static JobSpec spec(String fields) {
    String json =
        "{\"version\":1,\"type\":\"train\",\"job\":\"any\",\"cfg\":\"gelan-t\",\"data\":\"/d/data.yaml\",\"epochs\":10%s}"
            .formatted(fields);
    try {
      return ((Request.Train) RequestReader.read(json.getBytes(UTF_8), "r")).spec();
    } catch (MessageFormatException e) {
      throw new AssertionError(e);
    }
  }

  static JobState job(String name, Status status) {
    return job(name, status, spec(""));
  }

  static JobState job(String name, Status status, JobSpec spec) {
    boolean isRunning = status == Status.RUNNING;
    return new JobState(
        name,
        status,
        spec,
        SpecDigest.of(spec),
        "request-of-" + name,
        isRunning ? 1 : 0,
        spec.epochs(),
        isRunning,
        status == Status.QUEUED ? 0 : 4,
        0,
        isRunning ? "worker-1" : "",
        isRunning ? "attempt-of-" + name : "",
        isRunning ? 0 : -1,
        isRunning ? 1 : 0,
        0,
        0,
        status == Status.QUEUED ? Map.of() : Map.of("mAP50", 0.5, "mAP50-95", 0.25),
        status == Status.QUEUED ? "" : "d".repeat(64),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW,
        NOW,
        NOW,
        Map.of());
  }

  /** Progress of {@link #job}; 20 steps an epoch. */
  static StepProgress step(String job, int epoch, int step, Instant at) {
    return new StepProgress(
        "worker-1",
        job,
        1,
        "attempt-of-" + job,
        epoch,
        10,
        step,
        20,
        Map.of("box", 1.5, "cls", 2.5),
        0.01,
        32,
        0,
        at);
  }

  static Heartbeat heartbeat(String worker, Optional<String> job) {
    return new Heartbeat(
        worker,
        "default",
        job.isPresent() ? WorkerState.BUSY : WorkerState.IDLE,
        job,
        job.isPresent() ? 1 : 0,
        "cpu",
        "host-1",
        4711,
        "0.1.0",
        NOW);
  }
}
