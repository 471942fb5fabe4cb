package dev.baton.scheduler.core;

import dev.baton.common.messages.Branch;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Answers requests for a new branch of a job: what it goes on from, after its end or instead of
 * what it has trained since. The number of a branch grows with each, so that facts about older ones
 * cannot end it; and since no command of an older one is out, no attempt at one will start.
 */
final class BranchRules {
  private final RequestRules requests;
  private final Draft draft;
  private final Instant at;

  BranchRules(RequestRules requests, Draft draft, Instant at) {
    this.requests = requests;
    this.draft = draft;
    this.at = at;
  }

  void rerun(Request.Rerun request, JobState job) {
    if (isAnswered(request, job)) {
      return;
    }
    if (job.status() != Status.FAILED && job.status() != Status.CANCELLED) {
      reject(request, job, "only a failed or cancelled job is run again");
      return;
    }
    branchOff(request, job, Optional.empty(), request.allow(), j -> {});
  }

  void extend(Request.Extend request, JobState job) {
    if (isAnswered(request, job)) {
      return;
    }
    int epochs = job.spec().epochs();
    if (job.status() != Status.FINISHED) {
      reject(request, job, "only a finished job is extended");
    } else if (job.epoch() < epochs) {
      requests.reject(
          request,
          "job %s stopped early after %d of %d epochs, since it got no better: more epochs change nothing, train with another --patience"
              .formatted(job.job(), job.epoch(), epochs));
    } else if (request.epochs() <= epochs) {
      requests.reject(
          request,
          "job %s has %d epochs already: ask for more than that, not for %d"
              .formatted(job.job(), epochs, request.epochs()));
    } else {
      branchOff(
          request, job, Optional.empty(), request.allow(), j -> j.changeEpochs(request.epochs()));
    }
  }

  void rewind(Request.Rewind request, JobState job) {
    if (isAnswered(request, job)) {
      return;
    }
    if (job.status() != Status.PAUSED && !job.status().isEnd()) {
      reject(request, job, "pause it first with baton pause " + job.job());
      return;
    }
    // The branch's first attempt tells where that is.
    branchOff(
        request,
        job,
        Optional.of(request.from()),
        request.allow(),
        j -> {
          j.epoch = 0;
          j.step = 0;
          j.stateDigest = "";
          j.metrics = Map.of();
        });
  }

  /** The same request once more gets the same answer and is not a second branch. */
  private boolean isAnswered(Request request, JobState job) {
    boolean isKnown =
        job.branch().filter(b -> b.requestId().equals(request.requestId())).isPresent();
    if (isKnown) {
      requests.accept(request);
    }
    return isKnown;
  }

  private void branchOff(
      Request request,
      JobState job,
      Optional<Long> from,
      Optional<String> allow,
      Consumer<JobDraft> change) {
    if (requests.isCommandOut(job)) {
      requests.reject(
          request,
          "the last command of job %s is still out: a worker ends it in a moment, or drops it when it comes to it (baton workers); try again then"
              .formatted(job.job()));
      return;
    }
    Branch branch = new Branch(job.branchNumber() + 1, from, request.requestId(), allow);
    draft.watches.remove(job.job());
    draft.change(
        job,
        j -> {
          change.accept(j);
          j.isCommandOpen = false;
          j.branchOff(branch, at);
        });
    requests.accept(request);
  }

  private void reject(Request request, JobState job, String toDo) {
    requests.reject(request, "job %s is %s: %s".formatted(job.job(), job.status(), toDo));
  }
}
