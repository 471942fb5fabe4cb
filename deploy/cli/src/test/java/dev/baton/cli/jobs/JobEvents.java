package dev.baton.cli.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages about one job of 12 epochs of 20 steps, as its workers send them. */
public final class JobEvents {
  public static final String JOB = "exp1";
  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

  private JobEvents() {}

  /** {@code millis} after ten o'clock. */
  public static Instant at(long millis) {
    return START.plusMillis(millis);
  }

  public static Event startedFromZero(String worker, long millis) {
    return new Event.AttemptStarted(
        JOB, 1, "of-" + worker, worker, 0, "cpu", 0, 0, Optional.empty(), at(millis));
  }

  public static Event started(String worker, long checkpoint, int epoch, int step, long millis) {
    return new Event.AttemptStarted(
        JOB, 1, "of-" + worker, worker, 9, "cpu", epoch, step, Optional.of(checkpoint), at(millis));
  }

  public static Event firstStep(String worker, int epoch, int step, long millis) {
    return new Event.FirstStepDone(JOB, 1, "of-" + worker, worker, epoch, step, at(millis));
  }

  public static Event epochDone(String worker, int epoch, double map50, long millis) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("precision", 0.9);
    metrics.put("mAP50", map50);
    return new Event.Checkpointed(
        JOB, 1, "of-" + worker, worker, epoch, 0, 7, "ab12", 25_000_000, metrics, at(millis));
  }

  public static Event checkpointed(String worker, int epoch, int step, long millis) {
    return new Event.Checkpointed(
        JOB, 1, "of-" + worker, worker, epoch, step, 8, "ab12", 25_000_000, Map.of(), at(millis));
  }

  public static Event ended(String worker, EndReason reason, int epoch, int step, long millis) {
    return new Event.AttemptEnded(
        JOB, 1, "of-" + worker, worker, reason, epoch, step, "", at(millis));
  }

  public static Event finished(long millis) {
    return new Event.JobFinished(JOB, 0, 12, "ab12cd34ef56ab78", Map.of("mAP50", 0.74), at(millis));
  }

  public static Event failed(String why, long millis) {
    return new Event.JobFailed(JOB, 0, why, at(millis));
  }

  public static Event accepted(String request) {
    return new Event.RequestAccepted(JOB, "r-1", request, at(0));
  }

  public static Event rejected(String why) {
    return new Event.RequestRejected(JOB, "r-1", List.of(why), at(0));
  }

  /**
   * @param epoch the running epoch, counted from 1
   */
  public static StepProgress step(String worker, int epoch, int step, long millis) {
    Map<String, Double> losses = new LinkedHashMap<>();
    losses.put("box", 1.25);
    losses.put("cls", 2.5);
    return new StepProgress(
        worker, JOB, 1, "of-" + worker, epoch, 12, step, 20, losses, 0.01, 41.26, 0, at(millis));
  }

  /** Five of twelve epochs are in its newest checkpoint; it has been in its status since ten. */
  static JobState state(String job, JobState.Status status, int priority, long submittedMillis) {
    return new JobState(
        job,
        status,
        spec(job, priority),
        "digest",
        "r-1",
        1,
        12,
        !status.isEnd(),
        5,
        0,
        "worker-1",
        "of-worker-1",
        3,
        1,
        0,
        0,
        Map.of("mAP50", 0.5),
        "ab12",
        Optional.empty(),
        Optional.empty(),
        at(submittedMillis),
        at(0),
        at(0),
        at(0),
        Map.of());
  }

  private static JobSpec spec(String job, int priority) {
    String request =
        "{\"version\":1,\"type\":\"train\",\"job\":\"%s\",\"cfg\":\"gelan-t\",\"data\":\"/d\",\"epochs\":12,\"priority\":%d,\"owner\":\"ada\"}"
            .formatted(job, priority);
    try {
      return ((Request.Train) RequestReader.read(request.getBytes(UTF_8), "r-1")).spec();
    } catch (MessageFormatException e) {
      throw new AssertionError(e);
    }
  }

  /** Of a worker that is busy with the job. */
  public static Heartbeat heartbeat(String worker, long millis) {
    return new Heartbeat(
        worker,
        "default",
        WorkerState.BUSY,
        Optional.of(JOB),
        1,
        "cpu",
        "here",
        42,
        "0.1.0",
        at(millis));
  }
}
