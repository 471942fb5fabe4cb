package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.JobPictures;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Ending;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.checkpoint.LogEntry.Unreadable;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.attempt.PictureWriter.Wanted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt, from its {@code AttemptStarted} entry to its end. It owns the job until it reads a
 * later attempt's entry where its own was to be.
 *
 * <p>Dying at any point leaves the log as it is: the next attempt resumes from the newest
 * checkpoint in it, and deletes the data that no entry names.
 */
final class Attempt {
  private static final Duration LEAST_CHECKPOINT_EVERY = Duration.ofMillis(100);
  private static final int MOST_LOST_OVER_PICTURES = 2;
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  private final AttemptContext context;
  private final JobSpec spec;
  private final AttemptSignals signals;
  private final JobHistory before;
  private final String numerics;
  private final TrainerFactory factory;
  private final ObjectStore store;
  private final CheckpointStore checkpoints;
  private final ProgressBoard progress;
  private Optional<WarmTrainer> warmAfterwards = Optional.empty();

  /** {@code before} is the log as it was before this attempt's own entry. */
  Attempt(
      AttemptContext context,
      JobHistory before,
      String numerics,
      TrainerFactory factory,
      ObjectStore store,
      ProgressBoard progress) {
    this.context = context;
    this.spec = context.command().spec();
    this.signals = context.signals();
    this.before = before;
    this.numerics = numerics;
    this.factory = factory;
    this.store = store;
    this.checkpoints = new CheckpointStore(store, context.job());
    this.progress = progress;
  }

  /** The trainer as it is after {@link #run}, when a next command could go on with it. */
  Optional<WarmTrainer> warmTrainer() {
    return warmAfterwards;
  }

  /** Runs to the end. Closes {@code warm} unless it is what this attempt goes on with. */
  CommandOutcome run(Optional<WarmTrainer> warm) throws IOException {
    boolean isWarm = warm.map(w -> w.continues(context.command(), before)).orElse(false);
    if (!isWarm) {
      warm.ifPresent(WarmTrainer::close);
    }
    int orphans = checkpoints.deleteOrphans(context.log().history(), context.attemptId());
    if (orphans > 0) {
      LOG.info("Deleted {} objects that lost attempts had not committed", orphans);
    }
    Optional<String> hopeless = Hopelessness.of(before);
    if (hopeless.isPresent()) {
      warm.filter(w -> isWarm).ifPresent(WarmTrainer::close);
      return fail(hopeless.get());
    }
    reportStart();
    Trainer trainer = null;
    try {
      Retention retention = new Retention(spec.savePeriod());
      retention.noteStored(before, checkpoints);
      Optional<Long> parent;
      if (isWarm) {
        trainer = warm.orElseThrow().trainer();
        parent = before.newestCheckpoint().map(Numbered::sequence);
      } else {
        trainer = factory.create(spec, before.dataDigest(), new StoredDataIndexes(store));
        pinData(trainer.dataDigest());
        parent = restoreNewestWhole(trainer, retention);
      }
      parent.ifPresent(retention::keep);
      return train(trainer, parent, retention);
    } catch (TrainerException e) {
      return refused(e);
    } catch (NoWholeCheckpointException e) {
      return fail(e.getMessage());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) {
      LOG.error("The trainer failed", e);
      return fail("the trainer failed: " + e);
    } finally {
      if (trainer != null && warmAfterwards.isEmpty()) {
        trainer.close();
      }
    }
  }

  /** The main path of the worker: train, checkpoint when due, until the command is done. */
  private CommandOutcome train(Trainer trainer, Optional<Long> parent, Retention retention)
      throws IOException {
    try (CheckpointWriter writer = new CheckpointWriter(context, checkpoints, retention, parent);
        PictureWriter pictures =
            new PictureWriter(new JobPictures(store, context.job()), context)) {
      beginPictures(trainer, pictures);
      CheckpointTimer timer = new CheckpointTimer(checkpointEvery(), context.machine());
      EpochMeter meter = new EpochMeter(context, progress, trainer);
      boolean isFirstStep = true;
      while (!isDone(trainer) && signals.stopReason().isEmpty()) {
        meter.record(trainer.trainStep(), writer.inFlight());
        if (isFirstStep) {
          reportFirstStep(trainer.position());
          isFirstStep = false;
        }
        CrashPoint.AFTER_STEP.pass();
        if (trainer.position().step() == trainer.stepsPerEpoch()) {
          EpochResult result = trainer.finishEpoch();
          meter.epochFinished();
          LOG.info(
              "Finished epoch {} of {}: {}", trainer.position().epoch(), spec.epochs(), result);
          checkpoint(writer, trainer, Optional.of(result));
          timer.reset();
          if (signals.isYieldAsked()) {
            break;
          }
        } else if (timer.isDue()) {
          checkpoint(writer, trainer, Optional.empty());
          timer.reset();
        }
      }
      saveUnsaved(trainer, writer);
      writer.flush();
      return end(trainer, writer, pictures);
    }
  }

  private boolean isDone(Trainer trainer) {
    return trainer.isFinished() || trainer.position().epoch() >= context.command().throughEpoch();
  }

  private void checkpoint(
      CheckpointWriter writer, Trainer trainer, Optional<EpochResult> epochResult) {
    writer.awaitPlace();
    writer.commit(trainer.snapshot(), new CheckpointWriter.Moment(trainer.position(), epochResult));
  }

  /** Before leaving, pausing or giving way, what no checkpoint holds yet is committed. */
  private void saveUnsaved(Trainer trainer, CheckpointWriter writer) {
    boolean isInsideEpoch = trainer.position().step() > 0;
    if (isInsideEpoch && signals.stopReason().isPresent() && signals.maySave()) {
      writer.flush();
      if (savedAt(trainer.position(), writer).isEmpty()) {
        checkpoint(writer, trainer, Optional.empty());
      }
    }
  }

  /** A training's first pictures; those of an earlier job of the same name are replaced. */
  private static void beginPictures(Trainer trainer, PictureWriter pictures) {
    boolean isNew = trainer.position().equals(TrainingPosition.START);
    pictures.begin(trainer.picturesOfData(), isNew ? Wanted.ALL : Wanted.MISSING);
  }

  /** When attempts were lost since the last checkpoint, it may have been over the pictures. */
  private void finishPictures(Trainer trainer, PictureWriter pictures) {
    if (before.fruitlessAttempts().size() < MOST_LOST_OVER_PICTURES) {
      pictures.finish(trainer::picturesOfResults);
    } else {
      LOG.warn("Leaving out the pictures of the results, over which attempts may have been lost");
    }
  }

  private CommandOutcome end(Trainer trainer, CheckpointWriter writer, PictureWriter pictures)
      throws IOException {
    if (signals.stopReason().isEmpty() && trainer.isFinished()) {
      finishPictures(trainer, pictures);
    }
    Optional<AttemptSignals.Stop> stop = signals.stopReason();
    if (stop.isEmpty() && trainer.isFinished()) {
      return finish(trainer);
    }
    if (stop.isEmpty()) {
      boolean isYielded = trainer.position().epoch() < context.command().throughEpoch();
      if (isYielded && !signOff(Ending.YIELDED, "other jobs wait")) {
        return superseded();
      }
      keepWarm(trainer, writer);
      context.reportEnded(
          isYielded ? Event.EndReason.YIELDED : Event.EndReason.DONE, trainer.position(), "");
      return answer(CommandOutcome.DONE);
    }
    return switch (stop.get()) {
      case SUPERSEDED -> superseded();
      case CANCELLED -> cancel(trainer.position());
      case PAUSED -> {
        if (!signOff(Ending.PAUSED, "paused on request")) {
          yield superseded();
        }
        keepWarm(trainer, writer);
        context.reportEnded(Event.EndReason.PAUSED, trainer.position(), "");
        yield answer(CommandOutcome.DONE);
      }
      case DRAINED -> {
        boolean hasNothingSaved = !writer.hasCommitted();
        if (hasNothingSaved && !signOff(Ending.HANDED_BACK, "the worker leaves")) {
          yield superseded();
        }
        context.reportEnded(Event.EndReason.HANDED_BACK, trainer.position(), "the worker leaves");
        yield answer(CommandOutcome.HAND_BACK);
      }
      case STORE_LOST -> {
        context.reportEnded(
            Event.EndReason.GAVE_UP, trainer.position(), "the store does not answer");
        yield answer(CommandOutcome.GAVE_UP);
      }
      case LEASE_LOST -> {
        keepWarm(trainer, writer);
        context.reportEnded(Event.EndReason.LEASE_LOST, trainer.position(), "");
        yield CommandOutcome.LEASE_LOST;
      }
    };
  }

  private CommandOutcome finish(Trainer trainer) throws IOException {
    CrashPoint.BEFORE_CLOSE.pass();
    if (!close(Outcome.FINISHED, "")) {
      return superseded();
    }
    CrashPoint.AFTER_CLOSE.pass();
    LOG.info("Finished the job after {} epochs", trainer.position().epoch());
    context.report(JobEnding.finished(context.job(), context.log().history(), context.now()));
    return answer(CommandOutcome.DONE);
  }

  private CommandOutcome cancel(TrainingPosition position) throws IOException {
    if (!close(Outcome.CANCELLED, "cancelled on request")) {
      return superseded();
    }
    context.reportEnded(Event.EndReason.CANCELLED, position, "");
    context.report(new Event.JobCancelled(context.job(), context.now()));
    return answer(CommandOutcome.DONE);
  }

  /** A failure is an entry, fenced like any other, before it is an event. */
  private CommandOutcome fail(String why) throws IOException {
    LOG.error("The job fails: {}", why);
    if (!close(Outcome.FAILED, why)) {
      return superseded();
    }
    context.report(new Event.JobFailed(context.job(), why, context.now()));
    return answer(CommandOutcome.DONE);
  }

  private CommandOutcome refused(TrainerException e) throws IOException {
    LOG.warn("The trainer refused: {}", e.getMessage(), e.getCause());
    if (e.kind() == TrainerException.Kind.BAD_INPUT) {
      return fail(e.getMessage());
    }
    if (!signOff(Ending.GAVE_UP, e.getMessage())) {
      return superseded();
    }
    context.reportEnded(Event.EndReason.GAVE_UP, newestPosition(), e.getMessage());
    return answer(CommandOutcome.GAVE_UP);
  }

  /**
   * Another attempt owns the job. Of the same command: it is that one's; of a later one: it is
   * stale.
   */
  private CommandOutcome superseded() throws IOException {
    JobHistory now = new JobLog(store, context.job()).read();
    int newest = now.newestAttempt().map(attempt -> attempt.entry().commandNumber()).orElse(0);
    LOG.warn("Superseded by an attempt at command {}", newest);
    context.reportEnded(Event.EndReason.SUPERSEDED, newestPosition(), "");
    return newest > context.commandNumber() ? CommandOutcome.DONE : CommandOutcome.HAND_BACK;
  }

  private boolean signOff(Ending ending, String why) throws IOException {
    return context
        .log()
        .append(
            new LogEntry.AttemptEnded(
                context.newId(), context.attemptId(), ending, why, context.now()));
  }

  private boolean close(Outcome outcome, String why) throws IOException {
    return context
        .log()
        .append(
            new LogEntry.Closed(context.newId(), context.attemptId(), outcome, why, context.now()));
  }

  /** The command is answered only after everything that was reported is stored. */
  private CommandOutcome answer(CommandOutcome outcome) {
    CrashPoint.BEFORE_ACKNOWLEDGE.pass();
    return context.facts().awaitStored(signals) ? outcome : CommandOutcome.LEASE_LOST;
  }

  private void keepWarm(Trainer trainer, CheckpointWriter writer) {
    warmAfterwards =
        savedAt(trainer.position(), writer)
            .map(
                saved ->
                    new WarmTrainer(
                        context.job(), context.command().specDigest(), saved.entryId(), trainer));
  }

  /** The newest checkpoint of this training, if it is of {@code position}. */
  private Optional<Checkpointed> savedAt(TrainingPosition position, CheckpointWriter writer) {
    return writer
        .newest()
        .flatMap(sequence -> context.log().history().checkpoint(sequence))
        .map(Numbered::entry)
        .filter(saved -> TrainingPosition.of(saved).equals(position));
  }

  /** Each lost attempt quarters the time, so that a job on dying machines still gets forward. */
  private Duration checkpointEvery() {
    int lost = Math.min(before.lostSinceEpochEnd().size(), 10);
    Duration shorter = spec.checkpointEvery().dividedBy(1L << (2 * lost));
    return shorter.compareTo(LEAST_CHECKPOINT_EVERY) < 0 ? LEAST_CHECKPOINT_EVERY : shorter;
  }

  private void reportStart() {
    Optional<Numbered<Checkpointed>> from = before.newestCheckpoint();
    TrainingPosition position = newestPosition();
    long token = signals.token().orElseThrow();
    LOG.info(
        "Started attempt: command={} token={} numerics={} from epoch={} step={}",
        context.commandNumber(),
        token,
        numerics,
        position.epoch(),
        position.step());
    context.report(
        new Event.AttemptStarted(
            context.job(),
            context.commandNumber(),
            context.attemptId(),
            context.worker(),
            token,
            numerics,
            position.epoch(),
            position.step(),
            from.map(Numbered::sequence),
            context.now()));
    before
        .newestAttempt()
        .map(attempt -> attempt.entry().numerics())
        .filter(other -> !other.equals(numerics))
        .ifPresent(
            other ->
                context.report(
                    new Event.NumericsChanged(
                        context.job(), other, numerics, token, context.now())));
  }

  private void reportFirstStep(TrainingPosition position) {
    context.report(
        new Event.FirstStepDone(
            context.job(),
            context.commandNumber(),
            context.attemptId(),
            context.worker(),
            position.epoch(),
            position.step(),
            context.now()));
  }

  private TrainingPosition newestPosition() {
    return context
        .log()
        .history()
        .newestCheckpoint()
        .map(newest -> TrainingPosition.of(newest.entry()))
        .orElse(TrainingPosition.START);
  }

  private void pinData(String dataDigest) throws IOException {
    if (before.dataDigest().isEmpty()
        && !context
            .log()
            .append(
                new LogEntry.DataPinned(
                    context.newId(), context.attemptId(), dataDigest, context.now()))) {
      LOG.warn("Superseded while the data were opened");
    }
  }

  /**
   * Restores the newest checkpoint whose data are whole, reporting damaged ones on the way.
   *
   * @return its sequence number, empty when there is none at all and training starts from zero
   */
  private Optional<Long> restoreNewestWhole(Trainer trainer, Retention retention)
      throws IOException, NoWholeCheckpointException {
    List<Numbered<Checkpointed>> chain =
        before.chain().stream()
            .filter(checkpoint -> !retention.isRetired(before, checkpoint.sequence()))
            .toList();
    reportUnreadableEntries();
    for (Numbered<Checkpointed> candidate : chain) {
      try {
        Snapshot snapshot = checkpoints.load(candidate.entry());
        trainer.restore(snapshot);
        return Optional.of(candidate.sequence());
      } catch (CheckpointDamagedException e) {
        LOG.warn("Falling back from checkpoint {}: {}", candidate.sequence(), e.getMessage());
        reportDamaged(candidate.sequence(), e.file(), e.why());
      }
    }
    boolean mayHaveLostSome =
        !before.all(Unreadable.class).isEmpty() && !checkpoints.storedKeys().isEmpty();
    if (!chain.isEmpty() || mayHaveLostSome) {
      throw new NoWholeCheckpointException(
          "none of the job's stored checkpoints is whole: see its CheckpointDamaged events, and baton verify %s"
              .formatted(context.job()));
    }
    return Optional.empty();
  }

  /** Entries after the newest checkpoint that one can read may have been newer checkpoints. */
  private void reportUnreadableEntries() {
    long newest = before.newestCheckpoint().map(Numbered::sequence).orElse(-1L);
    for (Numbered<Unreadable> lost : before.all(Unreadable.class)) {
      LOG.warn("Log entry {} cannot be read: {}", lost.entry().key(), lost.entry().why());
      if (lost.sequence() > newest) {
        reportDamaged(lost.sequence(), lost.entry().key(), lost.entry().why());
      }
    }
  }

  private void reportDamaged(long sequence, String file, String why) {
    context.report(new Event.CheckpointDamaged(context.job(), sequence, file, why, context.now()));
  }

  private static final class NoWholeCheckpointException extends Exception {
    private static final long serialVersionUID = 1L;

    NoWholeCheckpointException(String message) {
      super(message);
    }
  }
}
