package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobPictures;
import dev.baton.common.checkpoint.LastWords;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.attempt.AttemptSignals.Yield;
import dev.baton.worker.attempt.PictureWriter.Wanted;
import dev.baton.worker.attempt.StepWatch.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
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
  private final JobHistory begun;
  private final JobHistory losses;
  private final String numerics;
  private final TrainerFactory factory;
  private final ObjectStore store;
  private final ObjectStore storeForCommits;
  private final CheckpointStore checkpoints;
  private final ProgressBoard progress;
  private final TrainingData data;
  private final AttemptEnding ending;
  private Optional<WarmTrainer> warmAfterwards = Optional.empty();

  /**
   * @param before the log as it was before this attempt's own entry. What to go on from is in the
   *     log with that entry, which may begin a branch; and a new branch has lost nobody yet.
   * @param storeForCommits the store, tried for longer than {@code store} is
   */
  Attempt(
      AttemptContext context,
      JobHistory before,
      String numerics,
      TrainerFactory factory,
      ObjectStore store,
      ObjectStore storeForCommits,
      ProgressBoard progress) {
    this.context = context;
    this.spec = context.command().spec();
    this.signals = context.signals();
    this.before = before;
    this.begun = context.log().history();
    this.losses = before.branch() == begun.branch() ? before : JobHistory.empty();
    this.numerics = numerics;
    this.factory = factory;
    this.store = store;
    this.storeForCommits = storeForCommits;
    this.checkpoints = new CheckpointStore(store, context.job());
    this.progress = progress;
    this.data = new TrainingData(context, store);
    this.ending = new AttemptEnding(context, store);
  }

  /** The trainer as it is after {@link #run}, when a next command could go on with it. */
  Optional<WarmTrainer> warmTrainer() {
    return warmAfterwards;
  }

  /** Runs to the end. Closes {@code warm} unless it is what this attempt leaves warm itself. */
  CommandOutcome run(Optional<WarmTrainer> warm) throws IOException {
    Optional<WarmTrainer> fitting = warm.filter(this::fits);
    if (fitting.isEmpty()) {
      warm.ifPresent(WarmTrainer::close); // before another one takes up as much memory
    }
    boolean isHandedOn = false;
    try {
      OrphanSweep orphans = new OrphanSweep(checkpoints, context.attemptId(), context.machine());
      orphans.sweep(context.log().history());
      context.pass(CrashPoint.AFTER_ORPHANS);
      Optional<String> hopeless = new Hopelessness(new LastWords(store, context.job())).of(losses);
      if (hopeless.isPresent()) {
        return ending.failed(hopeless.get());
      }
      reportStart();
      isHandedOn = true;
      return restoreAndTrain(fitting, orphans);
    } finally {
      if (!isHandedOn) {
        fitting.ifPresent(WarmTrainer::close);
      }
    }
  }

  /** A trainer that is warm holds the data that were pinned before. */
  private boolean fits(WarmTrainer warm) {
    return begun.requiredData().isPresent() && warm.continues(context.command(), begun);
  }

  private CommandOutcome restoreAndTrain(Optional<WarmTrainer> warm, OrphanSweep orphans)
      throws IOException {
    Trainer trainer = warm.map(WarmTrainer::trainer).orElse(null);
    try {
      Retention retention = new Retention(context, orphans);
      retention.noteStored(begun, checkpoints);
      Optional<Long> parent;
      if (warm.isPresent()) {
        parent = begun.newestCheckpoint().map(Numbered::sequence);
      } else {
        context.diary().note("opens the data");
        Optional<JobSpec> local = data.bring();
        if (local.isEmpty()) {
          return ending.stoppedBeforeTraining();
        }
        Optional<String> dataDigest = begun.requiredData().or(data::digest);
        trainer = factory.create(local.get(), dataDigest, new StoredDataIndexes(store));
        pinData(trainer.dataDigest());
        context.diary().note("restores the newest checkpoint, if there is one");
        parent = new NewestWholeCheckpoint(context, begun, checkpoints).restore(trainer, retention);
        context.pass(CrashPoint.AFTER_RESTORE);
      }
      return train(trainer, parent, retention);
    } catch (TrainerException e) {
      return ending.refused(data.judged(e));
    } catch (NewestWholeCheckpoint.NoneException e) {
      return ending.failed(e.getMessage());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError e) {
      return ending.crashed(e);
    } finally {
      if (trainer != null && warmAfterwards.isEmpty()) {
        trainer.close();
      }
    }
  }

  /** The main path of the worker: train, checkpoint when due, until the command is done. */
  private CommandOutcome train(Trainer trainer, Optional<Long> parent, Retention retention)
      throws IOException {
    try (CheckpointWriter writer =
            new CheckpointWriter(
                context,
                new CheckpointStore(storeForCommits, context.job()),
                retention,
                parent,
                trainer::release);
        PictureWriter pictures =
            new PictureWriter(new JobPictures(store, context.job()), context)) {
      beginPictures(trainer, pictures, parent);
      if (parent.isEmpty() && !trainer.position().equals(TrainingPosition.START)) {
        checkpoint(writer, trainer, Optional.empty()); // what was begun elsewhere is now this job's
      }
      CheckpointTimer timer = new CheckpointTimer(checkpointEvery(), context.machine());
      EpochMeter meter = new EpochMeter(context, progress, trainer);
      StepWatch watch = context.surroundings().stepWatch();
      watch.begin();
      trainer.onProgress(watch::progressed);
      boolean isFirstStep = true;
      while (!isDone(trainer) && signals.stopReason().isEmpty()) {
        context.diary().noteStep(trainer.position(), writer.hasCommitted());
        meter.record(nextStep(trainer), writer.inFlight());
        if (isFirstStep) {
          reportFirstStep(trainer.position());
          isFirstStep = false;
        }
        context.pass(CrashPoint.AFTER_STEP);
        if (trainer.position().step() == trainer.stepsPerEpoch()) {
          EpochResult result = finishEpoch(trainer);
          meter.epochFinished();
          LOG.info(
              "Finished epoch {} of {}: {}", trainer.position().epoch(), spec.epochs(), result);
          checkpoint(writer, trainer, Optional.of(result));
          timer.reset();
          if (signals.yieldAsked().isPresent()) {
            break;
          }
        } else if (isDue(timer, writer)) {
          checkpoint(writer, trainer, Optional.empty());
          timer.reset();
          if (signals.yieldAsked().equals(Optional.of(Yield.TO_A_NEW_COMMAND))) {
            break;
          }
        }
      }
      saveUnsaved(trainer, writer);
      writer.flush();
      return end(trainer, writer, pictures);
    }
  }

  /**
   * While the store is slow or away, checkpoints inside an epoch are left out rather than waited
   * for, but only for so long: the work that a loss would cost is limited.
   */
  private boolean isDue(CheckpointTimer timer, CheckpointWriter writer) {
    return writer.isBehind() || (timer.isDue() && writer.hasPlace());
  }

  private StepResult nextStep(Trainer trainer) {
    return meter().step(trainer, () -> watched(Work.STEP, trainer, trainer::trainStep));
  }

  private EpochResult finishEpoch(Trainer trainer) {
    return meter().epochEnd(() -> watched(Work.VALIDATION, trainer, trainer::finishEpoch));
  }

  private WorkMeter meter() {
    return context.surroundings().meter();
  }

  private <T> T watched(Work work, Trainer trainer, Supplier<T> task) {
    return context.surroundings().stepWatch().time(context, work, trainer.position(), task);
  }

  private boolean isDone(Trainer trainer) {
    return trainer.isFinished() || trainer.position().epoch() >= context.command().throughEpoch();
  }

  private void checkpoint(
      CheckpointWriter writer, Trainer trainer, Optional<EpochResult> epochResult) {
    meter().waitForStore(() -> writer.awaitPlace(trainer.position()));
    Snapshot snapshot = meter().snapshot(trainer::snapshot);
    writer.commit(snapshot, new CheckpointWriter.Moment(trainer.position(), epochResult));
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
  private static void beginPictures(
      Trainer trainer, PictureWriter pictures, Optional<Long> parent) {
    boolean isNew = parent.isEmpty();
    pictures.begin(trainer.picturesOfData(), isNew ? Wanted.ALL : Wanted.MISSING);
  }

  /** When attempts were lost since the last checkpoint, it may have been over the pictures. */
  private void finishPictures(Trainer trainer, PictureWriter pictures) {
    if (losses.fruitlessAttempts().size() < MOST_LOST_OVER_PICTURES) {
      pictures.finish(() -> watched(Work.PICTURES, trainer, trainer::picturesOfResults));
    } else {
      LOG.warn("Leaving out the pictures of the results, over which attempts may have been lost");
    }
  }

  private CommandOutcome end(Trainer trainer, CheckpointWriter writer, PictureWriter pictures)
      throws IOException {
    if (signals.stopReason().isEmpty() && trainer.isFinished()) {
      finishPictures(trainer, pictures);
    }
    TrainingPosition position = trainer.position();
    Optional<AttemptSignals.Stop> stop = signals.stopReason();
    if (stop.isEmpty() && trainer.isFinished()) {
      return ending.finished(position);
    }
    if (stop.isEmpty()) {
      boolean isDone = position.epoch() >= context.command().throughEpoch();
      return keepingWarm(
          trainer,
          writer,
          isDone
              ? ending.done(position)
              : ending.yielded(position, signals.yieldAsked().orElseThrow()));
    }
    return switch (stop.get()) {
      case SUPERSEDED -> ending.superseded();
      case CANCELLED -> ending.cancelled(position);
      case PAUSED -> keepingWarm(trainer, writer, ending.paused(position));
      case DRAINED ->
          writer.hasCommitted()
              ? ending.drained(position)
              : ending.drainedWithoutCheckpoint(position);
      case STORE_LOST -> ending.storeLost(position);
      case LEASE_LOST -> keepingWarm(trainer, writer, ending.leaseLost(position));
    };
  }

  /** The next command may continue from here, unless another attempt has the job by now. */
  private CommandOutcome keepingWarm(
      Trainer trainer, CheckpointWriter writer, CommandOutcome outcome) {
    if (!signals.stopReason().equals(Optional.of(AttemptSignals.Stop.SUPERSEDED))) {
      keepWarm(trainer, writer);
    }
    return outcome;
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
    int lost = Math.min(losses.lostSinceEpochEnd().size(), 10);
    Duration shorter = spec.checkpointEvery().dividedBy(1L << (2 * lost));
    return shorter.compareTo(LEAST_CHECKPOINT_EVERY) < 0 ? LEAST_CHECKPOINT_EVERY : shorter;
  }

  private void reportStart() {
    Optional<Numbered<Checkpointed>> from = begun.newestCheckpoint();
    TrainingPosition position = context.savedPosition();
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

  private void pinData(String dataDigest) throws IOException {
    if (begun.requiredData().isPresent()) {
      return;
    }
    before
        .dataDigest()
        .filter(other -> !other.equals(dataDigest))
        .ifPresent(other -> LOG.warn("Going on with other data: {}, was {}", dataDigest, other));
    context.pass(CrashPoint.BEFORE_PIN);
    LogEntry pinned =
        new LogEntry.DataPinned(context.newId(), context.attemptId(), dataDigest, context.now());
    if (!context.log().append(pinned)) {
      LOG.warn("Superseded while the data were opened");
    }
    context.pass(CrashPoint.AFTER_PIN);
  }
}
