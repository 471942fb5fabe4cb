package dev.baton.common.messages;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One message of every type, with every field filled in. */
final class MessageSamples {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final String JOB = "exp1";
  private static final String ATTEMPT = "0a1b2c3d-0000-4000-8000-000000000001";
  private static final String WORKER = "w1";
  private static final String DIGEST = "d".repeat(64);

  private MessageSamples() {}

  static JobSpec spec() {
    return new JobSpec(
        "yolov9",
        "gelan-t",
        "/data/set/data.yaml",
        320,
        8,
        12,
        new TreeMap<>(Map.of("lr0", 0.01, "momentum", 0.937)),
        "SGD",
        7,
        64,
        100,
        5,
        3,
        1,
        2,
        4,
        Duration.ofMillis(2500),
        Duration.ofMinutes(2),
        Optional.of(ByteSize.parse("20GB")),
        Optional.of(3),
        "default",
        6,
        "me",
        "strict",
        Optional.of(URI.create("https://ci.example.com/hooks/1")),
        new DetectionOptions(
            Optional.of("/data/gelan-t.pt"),
            Optional.of("/data/last.pt"),
            "flat-cos",
            0.1,
            List.of(0, 2),
            "bf16",
            "0,1",
            true,
            true,
            true,
            true,
            true,
            "ram",
            false,
            Map.of()),
        Map.of());
  }

  static List<Message> all() {
    return List.of(
        new Request.Train(JOB, spec(), "r-1"),
        new Request.Pause(JOB, "r-2"),
        new Request.Resume(JOB, "r-3"),
        new Request.Rerun(JOB, "r-7"),
        new Request.Extend(JOB, 120, "r-8"),
        new Request.Rewind(JOB, 16, "r-9"),
        new Request.Restore(JOB, state(JobState.Status.PAUSED, false), "r-10"),
        new Request.Cancel(JOB, "r-4"),
        new Request.SetPriority(JOB, 9, "r-5"),
        new Request.Remove(JOB, "r-6"),
        new TrainEpochs(JOB, 2, 3, 6, spec(), DIGEST, branch(), AT),
        new Control.PauseAttempt(JOB, 2),
        new Control.CancelAttempt(JOB, 2),
        new Control.YieldAttempt(JOB, 2),
        new Control.SupersedeAttempts(JOB, 17),
        new Control.DrainWorker(WORKER),
        new Control.ReadmitWorker(WORKER),
        new Event.RequestAccepted(JOB, "r-1", "train", AT),
        new Event.RequestRejected(JOB, "r-1", List.of("batch is 0"), AT),
        new Event.AttemptStarted(
            JOB,
            2,
            ATTEMPT,
            WORKER,
            17,
            "cpu/libtorch-2.7.1/t1/9f3a12bc",
            3,
            5,
            Optional.of(16L),
            AT),
        new Event.FirstStepDone(JOB, 2, ATTEMPT, WORKER, 3, 6, AT),
        new Event.Checkpointed(
            JOB, 2, ATTEMPT, WORKER, 4, 0, 18, DIGEST, 31_000_000, metrics(), AT),
        new Event.AttemptEnded(
            JOB, 2, ATTEMPT, WORKER, Event.EndReason.HANDED_BACK, 4, 7, "the worker leaves", AT),
        new Event.AttemptHeldUp(
            JOB, 2, ATTEMPT, WORKER, 4, 7, "the store does not take checkpoints", AT),
        new Event.SizeLimitExceeded(
            JOB, 2, ATTEMPT, WORKER, 31_000_000, ByteSize.parse("20MB"), AT),
        new Event.CommandStale(JOB, 1, 2, 1, AT),
        new Event.CheckpointDamaged(
            JOB, 16, "jobs/exp1/data/x/3-5/model.safetensors", "it is missing", AT),
        new Event.NumericsChanged(JOB, "cpu/a", "cpu/b", 17, AT),
        new Event.JobFinished(JOB, 1, 12, DIGEST, metrics(), AT),
        new Event.JobFailed(JOB, 1, "non-finite loss in epoch 3, step 5", AT),
        new Event.JobCancelled(JOB, 1, AT),
        new Event.JobRemoved(JOB, AT),
        new Progress.StepProgress(
            WORKER, JOB, 2, ATTEMPT, 4, 12, 7, 20, losses(), 0.0098, 55.5, 1, AT),
        new Progress.Heartbeat(
            WORKER,
            "default",
            Progress.WorkerState.BUSY,
            Optional.of(JOB),
            2,
            "cpu",
            "host",
            4711,
            "0.1.0",
            AT,
            Optional.of(640_000_000L)),
        state(JobState.Status.RUNNING, true));
  }

  private static JobState state(JobState.Status status, boolean isCommandOpen) {
    return new JobState(
        JOB,
        status,
        spec(),
        DIGEST,
        "r-1",
        2,
        6,
        isCommandOpen,
        4,
        0,
        WORKER,
        ATTEMPT,
        17,
        3,
        1,
        1,
        metrics(),
        DIGEST,
        Optional.of("why"),
        branch(),
        AT,
        AT,
        AT,
        AT,
        Map.of());
  }

  private static Optional<Branch> branch() {
    return Optional.of(new Branch(1, Optional.of(16L), "r-9"));
  }

  private static Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("mAP50", 0.844);
    metrics.put("mAP50-95", 0.53);
    return metrics;
  }

  private static Map<String, Double> losses() {
    Map<String, Double> losses = new LinkedHashMap<>();
    losses.put("box", 4.5);
    losses.put("cls", 2.25);
    losses.put("dfl", 3.125);
    return losses;
  }
}
