package dev.baton.scheduler.core;

import dev.baton.common.messages.Branch;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.SpecDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A job's state while it is being changed. What is never changed is taken from the state it was
 * made of.
 */
final class JobDraft {
  private final JobState base;
  private Status status;
  private Instant statusSince;

  JobSpec spec;
  private String specDigest;
  private Optional<Branch> branch;
  int commandNumber;
  int throughEpoch;
  boolean isCommandOpen;
  int epoch;
  int step;
  String worker;
  String attemptId;
  long token;
  int attempts;
  int silences;
  int yieldedCommand;
  Map<String, Double> metrics;
  String stateDigest;
  Optional<String> why;
  Instant publishedAt;
  Instant heardAt;

  JobDraft(JobState base) {
    this.base = base;
    this.status = base.status();
    this.statusSince = base.statusSince();
    this.spec = base.spec();
    this.specDigest = base.specDigest();
    this.branch = base.branch();
    this.commandNumber = base.commandNumber();
    this.throughEpoch = base.throughEpoch();
    this.isCommandOpen = base.isCommandOpen();
    this.epoch = base.epoch();
    this.step = base.step();
    this.worker = base.worker();
    this.attemptId = base.attemptId();
    this.token = base.token();
    this.attempts = base.attempts();
    this.silences = base.silences();
    this.yieldedCommand = base.yieldedCommand();
    this.metrics = base.metrics();
    this.stateDigest = base.stateDigest();
    this.why = base.why();
    this.publishedAt = base.publishedAt();
    this.heardAt = base.heardAt();
  }

  /** A job that was just asked for; {@link Instant#EPOCH} stands for "not yet". */
  static JobState submitted(Request.Train train, Instant at) {
    return new JobState(
        train.job(),
        Status.QUEUED,
        train.spec(),
        SpecDigest.of(train.spec()),
        train.requestId(),
        0,
        0,
        false,
        0,
        0,
        "",
        "",
        -1,
        0,
        0,
        0,
        Map.of(),
        "",
        Optional.empty(),
        Optional.empty(),
        at,
        at,
        Instant.EPOCH,
        Instant.EPOCH,
        Map.of());
  }

  Status status() {
    return status;
  }

  /** Moves to {@code next}; nothing leaves an end but {@link #branchOff}. */
  void become(Status next, Instant at) {
    if (status.isEnd()) {
      throw new IllegalStateException(
          "Job %s is %s, which nothing leaves, and was to become %s"
              .formatted(base.job(), status, next));
    }
    if (status != next) {
      status = next;
      statusSince = at;
      why = Optional.empty();
    }
  }

  /** The newest command is done or void; the job goes back to the queue unless it is paused. */
  void closeCommand(Instant at) {
    isCommandOpen = false;
    if (status == Status.RUNNING) {
      become(Status.QUEUED, at);
    }
  }

  /** Begins a new branch, on which the job waits again: the one way out of an end. */
  void branchOff(Branch newest, Instant at) {
    branch = Optional.of(newest);
    status = Status.QUEUED;
    statusSince = at;
    worker = "";
    attemptId = "";
    silences = 0;
    why = Optional.empty();
  }

  /** The log may know a newer branch than we do; it is the one to go on with. */
  void learnBranch(int number) {
    if (number > Branch.number(branch)) {
      branch = Optional.of(new Branch(number, Optional.empty(), ""));
    }
  }

  void changeEpochs(int epochs) {
    spec = spec.withEpochs(epochs);
    specDigest = SpecDigest.of(spec);
  }

  JobState state() {
    return new JobState(
        base.job(),
        status,
        spec,
        specDigest,
        base.requestId(),
        commandNumber,
        throughEpoch,
        isCommandOpen,
        epoch,
        step,
        worker,
        attemptId,
        token,
        attempts,
        silences,
        yieldedCommand,
        metrics,
        stateDigest,
        why,
        branch,
        base.submittedAt(),
        statusSince,
        publishedAt,
        heardAt,
        base.unknown());
  }
}
