package dev.baton.scheduler.core;

import dev.baton.common.messages.Control.CancelAttempt;
import dev.baton.common.messages.Control.PauseAttempt;
import dev.baton.common.messages.DidYouMean;
import dev.baton.common.messages.Event.JobCancelled;
import dev.baton.common.messages.Event.JobRemoved;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.Event.RequestRejected;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Answers requests: each is accepted or rejected with what to do instead. Asking again for what is
 * so already is accepted and changes nothing.
 */
final class RequestRules {
  /** How long Kafka keeps a command that nobody takes. */
  private static final Duration COMMANDS_KEPT = Duration.ofDays(7);

  private final Draft draft;
  private final Instant at;

  RequestRules(Draft draft, Instant at) {
    this.draft = draft;
    this.at = at;
  }

  void answer(Request request) {
    switch (request) {
      case Request.Train r -> submit(r);
      case Request.Pause r -> find(r).ifPresent(job -> pause(r, job));
      case Request.Resume r -> find(r).ifPresent(job -> resume(r, job));
      case Request.Rerun r ->
          find(r).ifPresent(job -> new BranchRules(this, draft, at).rerun(r, job));
      case Request.Extend r ->
          find(r).ifPresent(job -> new BranchRules(this, draft, at).extend(r, job));
      case Request.Rewind r ->
          find(r).ifPresent(job -> new BranchRules(this, draft, at).rewind(r, job));
      case Request.Restore r -> restore(r);
      case Request.Cancel r -> find(r).ifPresent(job -> cancel(r, job));
      case Request.SetPriority r -> find(r).ifPresent(job -> setPriority(r, job));
      case Request.Remove r -> find(r).ifPresent(job -> remove(r, job));
    }
  }

  /** The job that the request names; when there is none, the request is rejected. */
  private Optional<JobState> find(Request request) {
    Optional<JobState> known = draft.find(request.job());
    if (known.isEmpty()) {
      String near = DidYouMean.suffix(request.job(), draft.jobs.keySet());
      reject(
          request,
          "there is no job \"%s\"%s (baton jobs lists them)".formatted(request.job(), near));
    }
    return known;
  }

  private void submit(Request.Train train) {
    Optional<JobState> sameId =
        draft.jobs.values().stream()
            .filter(job -> job.requestId().equals(train.requestId()))
            .findFirst();
    if (sameId.isPresent() && !sameId.get().job().equals(train.job())) {
      reject(
          train,
          "requestId \"%s\" belongs to job %s already: give each request an id of its own"
              .formatted(train.requestId(), sameId.get().job()));
    } else if (sameId.isPresent()) {
      // The same request once more: the same answer, to the moment.
      accept(train, sameId.get().submittedAt());
    } else if (draft.jobs.containsKey(train.job())) {
      reject(
          train,
          "job name \"%s\" is used already (%s): choose another --name, or remove the job with baton rm %s"
              .formatted(train.job(), draft.jobs.get(train.job()).status(), train.job()));
    } else {
      draft.jobs.put(train.job(), JobDraft.submitted(train, at));
      accept(train, at);
    }
  }

  /** What is known is newer than any log that somebody has read. */
  private void restore(Request.Restore request) {
    Optional<JobState> known = draft.find(request.job());
    if (known.isEmpty()) {
      draft.jobs.put(request.job(), request.state());
    } else if (!known.get().requestId().equals(request.state().requestId())) {
      reject(
          request,
          "job %s is known (%s), so there is nothing to restore"
              .formatted(request.job(), known.get().status()));
      return;
    }
    accept(request, at);
  }

  private void pause(Request.Pause request, JobState job) {
    if (job.status().isEnd()) {
      rejectAsEnded(request, job, "only a job that waits or trains can be paused");
      return;
    }
    if (job.status() != Status.PAUSED) {
      if (job.isCommandOpen()) {
        draft.controls.add(new PauseAttempt(job.job(), job.commandNumber()));
      }
      draft.change(job, j -> j.become(Status.PAUSED, at));
    }
    accept(request, at);
  }

  private void resume(Request.Resume request, JobState job) {
    if (job.status().isEnd()) {
      rejectAsEnded(
          request,
          job,
          "go on with baton rerun %1$s, baton extend %1$s or baton resume %1$s --from epoch_N"
              .formatted(job.job()));
      return;
    }
    if (job.status() == Status.PAUSED) {
      // Its last command may still be open, then it is the one to go on with. When the pause
      // reaches its attempt after all, that ends, and the next command follows.
      boolean isRunning = job.isCommandOpen() && draft.watch(job.job(), at).startedAt().isPresent();
      draft.change(job, j -> j.become(isRunning ? Status.RUNNING : Status.QUEUED, at));
      draft.watch(job.job(), at, watch -> isRunning ? watch.alive(at) : watch.published(at));
    }
    accept(request, at);
  }

  private void cancel(Request.Cancel request, JobState job) {
    if (job.status() == Status.CANCELLED) {
      accept(request, at);
      return;
    }
    if (job.status().isEnd()) {
      rejectAsEnded(request, job, "there is nothing left to cancel");
      return;
    }
    if (job.isCommandOpen()) {
      draft.controls.add(new CancelAttempt(job.job(), job.commandNumber()));
    }
    // Its command stays open until a worker has said its last word about it.
    draft.change(job, j -> j.become(Status.CANCELLED, at));
    draft.watches.remove(job.job());
    accept(request, at);
    draft.events.add(new JobCancelled(job.job(), job.branchNumber(), at));
  }

  private void setPriority(Request.SetPriority request, JobState job) {
    if (job.status().isEnd()) {
      rejectAsEnded(request, job, "only a job that waits or trains has a place in the queue");
      return;
    }
    draft.change(job, j -> j.spec = j.spec.withPriority(request.priority()));
    accept(request, at);
  }

  /**
   * A command that is out could be started after the removal: it would write into a deleted log, or
   * begin the log of a new job of this name with the old one's spec.
   */
  private void remove(Request.Remove request, JobState job) {
    if (!job.status().isEnd()) {
      reject(
          request,
          "job %s is %s: end it first with baton cancel %s, then remove it"
              .formatted(job.job(), job.status(), job.job()));
      return;
    }
    if (isCommandOut(job)) {
      reject(
          request,
          "the last command of job %s is still out: a worker ends it in a moment, or drops it when it comes to it (baton workers); try again then"
              .formatted(job.job()));
      return;
    }
    draft.jobs.remove(job.job());
    accept(request, at);
    draft.events.add(new JobRemoved(job.job(), at));
  }

  /** Whether a worker may still act on the job's last command. */
  boolean isCommandOut(JobState job) {
    return job.isCommandOpen() && at.isBefore(job.publishedAt().plus(COMMANDS_KEPT));
  }

  void accept(Request request) {
    accept(request, at);
  }

  private void accept(Request request, Instant when) {
    draft.events.add(new RequestAccepted(request.job(), request.requestId(), name(request), when));
  }

  private void rejectAsEnded(Request request, JobState job, String toDo) {
    reject(request, "job %s is %s: %s".formatted(job.job(), job.status(), toDo));
  }

  void reject(Request request, String reason) {
    draft.events.add(new RequestRejected(request.job(), request.requestId(), List.of(reason), at));
  }

  /** As people write it in the request's {@code type}. */
  private static String name(Request request) {
    return switch (request) {
      case Request.Train r -> "train";
      case Request.Pause r -> "pause";
      case Request.Resume r -> "resume";
      case Request.Rerun r -> "rerun";
      case Request.Extend r -> "extend";
      case Request.Rewind r -> "rewind";
      case Request.Restore r -> "restore";
      case Request.Cancel r -> "cancel";
      case Request.SetPriority r -> "set-priority";
      case Request.Remove r -> "remove";
    };
  }
}
