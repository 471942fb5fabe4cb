package dev.baton.common.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Facts, in the past tense, on {@link Topics#EVENTS}: what schedulers decide by and people read.
 */
public sealed interface Event extends Message {

  String job();

  Instant at();

  /** What an attempt says of itself. */
  sealed interface OfAttempt extends Event {
    int commandNumber();

    String attemptId();

    String worker();
  }

  /** How a branch of the job ended; 0 is the one that the job began with. */
  sealed interface Ending extends Event {
    int branch();
  }

  record RequestAccepted(String job, String requestId, String request, Instant at)
      implements Event {}

  /** The request was refused; {@code job} is empty when it could not be read. */
  record RequestRejected(String job, String requestId, List<String> reasons, Instant at)
      implements Event {}

  /**
   * An attempt owns the job from here on.
   *
   * @param token its fencing token, the sequence number of its log entry
   * @param epoch epochs that the checkpoint it resumes from has finished
   * @param step steps of the running epoch that this checkpoint holds
   * @param checkpoint sequence number of that checkpoint's entry; empty when it starts from zero
   */
  record AttemptStarted(
      String job,
      int commandNumber,
      String attemptId,
      String worker,
      long token,
      String numerics,
      int epoch,
      int step,
      Optional<Long> checkpoint,
      Instant at)
      implements OfAttempt {}

  /** The first step after an attempt's start is done; what a takeover is measured to. */
  record FirstStepDone(
      String job,
      int commandNumber,
      String attemptId,
      String worker,
      int epoch,
      int step,
      Instant at)
      implements OfAttempt {}

  /**
   * A checkpoint is committed.
   *
   * @param sequence number of its log entry
   * @param metrics of the epoch that ended here; empty inside an epoch
   */
  record Checkpointed(
      String job,
      int commandNumber,
      String attemptId,
      String worker,
      int epoch,
      int step,
      long sequence,
      String stateDigest,
      long sizeBytes,
      Map<String, Double> metrics,
      Instant at)
      implements OfAttempt {}

  /** Why an attempt ended. */
  enum EndReason {
    /** Its command is done; the job goes on with the next command. */
    DONE,
    /** Others wait. */
    YIELDED,
    PAUSED,
    /** The worker leaves; its command is free for another one. */
    HANDED_BACK,
    /** The worker cannot see the data or reach the store; its command is free for another one. */
    GAVE_UP,
    /** Its record lock ran out. */
    LEASE_LOST,
    /** A later attempt owns the job. */
    SUPERSEDED,
    /** A step took far too long; the worker's process ends and its command is free. */
    HUNG,
    CANCELLED
  }

  /** An attempt has stopped; the job may go on with another one. */
  record AttemptEnded(
      String job,
      int commandNumber,
      String attemptId,
      String worker,
      EndReason reason,
      int epoch,
      int step,
      String detail,
      Instant at)
      implements OfAttempt {}

  /**
   * The attempt, or what it wants to store, waits for something outside, and says for what; it goes
   * on by itself.
   *
   * @param epoch epochs finished
   * @param step steps of the running epoch that are done
   */
  record AttemptHeldUp(
      String job,
      int commandNumber,
      String attemptId,
      String worker,
      int epoch,
      int step,
      String why,
      Instant at)
      implements OfAttempt {}

  /**
   * What the job's checkpoints need in the store is more than its {@code max_size}; it goes on all
   * the same. Told once, by the attempt that comes upon it.
   *
   * @param sizeBytes what they need, with room for the one that is uploaded next
   */
  record SizeLimitExceeded(
      String job,
      int commandNumber,
      String attemptId,
      String worker,
      long sizeBytes,
      ByteSize maxSize,
      Instant at)
      implements OfAttempt {}

  /** A command came whose number or branch is lower than one that has started already. */
  record CommandStale(
      String job,
      int commandNumber,
      int newestCommandNumber,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) int newestBranch,
      Instant at)
      implements Event {}

  record CheckpointDamaged(String job, long sequence, String file, String why, Instant at)
      implements Event {}

  /** The job goes on in another numerics class: from here on its bits may differ. */
  record NumericsChanged(String job, String from, String to, long token, Instant at)
      implements Event {}

  /** The log says finished; {@code stateDigest} is that of the final checkpoint. */
  record JobFinished(
      String job,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) int branch,
      int epochs,
      String stateDigest,
      Map<String, Double> metrics,
      Instant at)
      implements Ending {}

  record JobFailed(
      String job, @JsonInclude(JsonInclude.Include.NON_DEFAULT) int branch, String why, Instant at)
      implements Ending {}

  record JobCancelled(
      String job, @JsonInclude(JsonInclude.Include.NON_DEFAULT) int branch, Instant at)
      implements Ending {}

  record JobRemoved(String job, Instant at) implements Event {}
}
