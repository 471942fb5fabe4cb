package dev.baton.scheduler.core;

import dev.baton.common.messages.Control.CancelAttempt;
import dev.baton.common.messages.Control.PauseAttempt;
import dev.baton.common.messages.Control.SupersedeAttempts;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.AttemptEnded;
import dev.baton.common.messages.Event.AttemptStarted;
import dev.baton.common.messages.Event.Checkpointed;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.scheduler.core.Watch.EpochEnd;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What workers' facts change. They come at least once, and late ones of older attempts may come
 * between those of newer ones.
 */
final class FactRules {
  private final Draft draft;
  private final Instant at;

  FactRules(Draft draft, Instant at) {
    this.draft = draft;
    this.at = at;
  }

  void learn(Event fact) {
    Optional<JobState> known = draft.find(fact.job());
    if (known.isEmpty()) {
      if (fact instanceof AttemptStarted e) {
        // The job was removed, or this scheduler's state was lost: a pause loses nothing.
        draft.controls.add(new PauseAttempt(e.job(), e.commandNumber()));
      }
      return;
    }
    JobState job = known.get();
    if (fact instanceof Event.Ending end && end.branch() < job.branchNumber()) {
      return; // how an older branch ended was the reason to leave it
    }
    if (job.status().isEnd()) {
      afterTheEnd(fact, job);
      return;
    }
    switch (fact) {
      case AttemptStarted e -> started(e, job);
      case Event.FirstStepDone e -> alive(e, job);
      case Event.AttemptHeldUp e -> heldUp(e, job);
      case Event.SizeLimitExceeded e -> alive(e, job);
      case Checkpointed e -> checkpointed(e, job);
      case AttemptEnded e -> ended(e, job);
      case Event.CommandStale e -> stale(e, job);
      case Event.JobFinished e ->
          end(
              job,
              Status.FINISHED,
              j -> {
                j.learnBranch(e.branch());
                j.epoch = e.epochs();
                j.step = 0;
                j.stateDigest = e.stateDigest();
                j.metrics = e.metrics().isEmpty() ? j.metrics : e.metrics();
              });
      case Event.JobFailed e ->
          end(
              job,
              Status.FAILED,
              j -> {
                j.learnBranch(e.branch());
                j.why = Optional.of(e.why());
              });
      case Event.JobCancelled e -> end(job, Status.CANCELLED, j -> j.learnBranch(e.branch()));
      // A scheduler's own words, and what is for people only.
      case Event.RequestAccepted e -> {}
      case Event.RequestRejected e -> {}
      case Event.CheckpointDamaged e -> {}
      case Event.NumericsChanged e -> {}
      case Event.JobRemoved e -> {}
    }
  }

  /**
   * An attempt that has not heard of the end is told again; an attempt's last words close the
   * command, so that the job may be removed.
   */
  private void afterTheEnd(Event fact, JobState job) {
    switch (fact) {
      case AttemptStarted e -> cancelRemains(e);
      case Event.FirstStepDone e -> cancelRemains(e);
      case Event.AttemptHeldUp e -> cancelRemains(e);
      case Event.SizeLimitExceeded e -> cancelRemains(e);
      case Checkpointed e -> cancelRemains(e);
      case AttemptEnded e -> {
        boolean isDone =
            switch (e.reason()) {
              case DONE, YIELDED, PAUSED -> true;
              case HANDED_BACK, GAVE_UP, LEASE_LOST, SUPERSEDED, HUNG -> false;
              case CANCELLED -> false; // JobCancelled follows
            };
        if (isDone && e.commandNumber() == job.commandNumber()) {
          closeCommand(job);
        }
      }
      case Event.JobFinished e -> closeCommand(job);
      case Event.JobFailed e -> closeCommand(job);
      case Event.JobCancelled e -> closeCommand(job);
      case Event.CommandStale e -> {}
      case Event.RequestAccepted e -> {}
      case Event.RequestRejected e -> {}
      case Event.CheckpointDamaged e -> {}
      case Event.NumericsChanged e -> {}
      case Event.JobRemoved e -> {}
    }
  }

  private void cancelRemains(Event.OfAttempt e) {
    draft.controls.add(new CancelAttempt(e.job(), e.commandNumber()));
  }

  private void closeCommand(JobState job) {
    if (job.isCommandOpen()) {
      draft.change(job, j -> j.isCommandOpen = false);
    }
  }

  private void started(AttemptStarted e, JobState job) {
    JobState now = alive(e, job);
    if (now.status() == Status.PAUSED) {
      draft.controls.add(new PauseAttempt(e.job(), e.commandNumber()));
    }
    draft.controls.add(new SupersedeAttempts(e.job(), Math.max(e.token(), job.token())));
    if (e.token() > job.token()) {
      draft.change(
          now,
          j -> {
            j.worker = e.worker();
            j.attemptId = e.attemptId();
            j.token = e.token();
            j.attempts++;
            j.epoch = e.epoch();
            j.step = e.step();
          });
      if (e.step() == 0) {
        atEpochEnd(e, e.epoch());
      }
    }
    if (e.commandNumber() == now.commandNumber()) {
      overtakeOlderCommands(now);
    }
  }

  /** Workers take commands in their order: those published earlier should have started, too. */
  private void overtakeOlderCommands(JobState started) {
    for (JobState other : draft.active(started.spec().pool())) {
      if (other.isCommandOpen() && other.publishedAt().isBefore(started.publishedAt())) {
        draft.watch(other.job(), at, Watch::overtaken);
      }
    }
  }

  /** Shown until the next sign that the attempt comes forward. */
  private void heldUp(Event.AttemptHeldUp e, JobState job) {
    JobState now = alive(e, job);
    if (now.status() == Status.RUNNING && e.commandNumber() == now.commandNumber()) {
      draft.change(now, j -> j.why = Optional.of(e.why()));
    }
  }

  private void checkpointed(Checkpointed e, JobState job) {
    JobState now = alive(e, job);
    boolean isFurther =
        e.epoch() > job.epoch() || (e.epoch() == job.epoch() && e.step() > job.step());
    if (e.attemptId().equals(job.attemptId()) || isFurther) {
      draft.change(
          now,
          j -> {
            j.silences = 0;
            j.epoch = e.epoch();
            j.step = e.step();
            j.stateDigest = e.stateDigest();
            j.metrics = e.metrics().isEmpty() ? j.metrics : e.metrics();
          });
    }
    if (e.step() == 0) {
      atEpochEnd(e, e.epoch());
    }
  }

  private void ended(AttemptEnded e, JobState job) {
    if (e.commandNumber() != job.commandNumber() || !job.isCommandOpen()) {
      return;
    }
    switch (e.reason()) {
      case DONE, YIELDED, PAUSED ->
          draft.change(
              job,
              j -> {
                j.heardAt = at;
                j.silences = 0;
                j.epoch = e.epoch();
                j.step = e.step();
                j.closeCommand(at);
              });
      // The broker gives the record to another worker; should it be lost, LostCommands notices.
      case HANDED_BACK, GAVE_UP, LEASE_LOST, SUPERSEDED, HUNG, CANCELLED -> waitForWorker(e, job);
    }
  }

  private void waitForWorker(AttemptEnded e, JobState job) {
    if (!e.attemptId().equals(job.attemptId())) {
      return; // another attempt has the command already
    }
    draft.watch(job.job(), at, watch -> watch.published(at));
    draft.change(
        job,
        j -> {
          j.heardAt = at;
          if (j.status() == Status.RUNNING) {
            j.become(Status.QUEUED, at);
          }
        });
  }

  /**
   * The log knows a higher command number or branch than we do: the next command counts on from
   * there.
   */
  private void stale(Event.CommandStale e, JobState job) {
    if (e.newestCommandNumber() > job.commandNumber() || e.newestBranch() > job.branchNumber()) {
      draft.change(
          job,
          j -> {
            j.commandNumber = Math.max(e.newestCommandNumber(), job.commandNumber());
            j.learnBranch(e.newestBranch());
            j.closeCommand(at);
          });
    }
  }

  /** A sign of life of the newest command; a higher number than ours is taken over. */
  private JobState alive(Event.OfAttempt e, JobState job) {
    boolean isNewest = e.commandNumber() == job.commandNumber() && job.isCommandOpen();
    if (!isNewest && e.commandNumber() <= job.commandNumber()) {
      return job;
    }
    draft.watch(job.job(), at, watch -> watch.alive(at));
    return draft.change(
        job,
        j -> {
          j.commandNumber = e.commandNumber();
          j.isCommandOpen = true;
          j.heardAt = at;
          j.why = Optional.empty();
          if (j.status() == Status.QUEUED) {
            j.become(Status.RUNNING, at);
          }
        });
  }

  private void atEpochEnd(Event.OfAttempt e, int epoch) {
    EpochEnd end = new EpochEnd(e.attemptId(), epoch, e.at());
    draft.watch(e.job(), at, watch -> watch.atEpochEnd(end));
  }

  private void end(JobState job, Status status, Consumer<JobDraft> change) {
    draft.change(
        job,
        j -> {
          j.become(status, at);
          change.accept(j);
          j.isCommandOpen = false;
          j.heardAt = at;
        });
    draft.watches.remove(job.job());
  }
}
