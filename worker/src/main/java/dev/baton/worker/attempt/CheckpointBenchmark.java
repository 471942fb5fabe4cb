package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LastWords;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Measures what a checkpoint costs the training beside which it is uploaded and committed, with all
 * that an attempt does for one: snapshot, upload, entry, retention. There is no broker and no
 * lease.
 */
public final class CheckpointBenchmark implements AutoCloseable {
  private static final String WORKER = "bench";

  private final Trainer trainer;
  private final CommitMeter meter = new CommitMeter();
  private final CheckpointWriter writer;

  /**
   * @param store gets the checkpoints of a job {@code job} that nobody else writes to
   * @throws TrainerException when the job cannot be trained
   * @throws IOException when the store does not answer
   */
  public CheckpointBenchmark(ObjectStore store, String job, JobSpec spec, TrainerFactory factory)
      throws IOException {
    trainer = factory.create(spec, Optional.empty(), DataIndexes.NONE);
    AttemptContext context = context(store, job, spec);
    CheckpointStore checkpoints = new CheckpointStore(store, job);
    Retention retention =
        new Retention(
            context, new OrphanSweep(checkpoints, context.attemptId(), context.machine()));
    writer =
        new CheckpointWriter(context, checkpoints, retention, Optional.empty(), trainer::release);
  }

  /**
   * The steps of an epoch, validation left out.
   *
   * @param checkpoint the one that was taken before them, and committed during them
   */
  public record Epoch(Duration length, Optional<Checkpoint> checkpoint) {}

  /**
   * A checkpoint.
   *
   * @param blocked for how long no step was trained, since the state was copied
   * @param committed from the begin of its upload to the end of its retention
   */
  public record Checkpoint(long sizeBytes, Duration blocked, Duration committed) {
    /** What it would have been for 100 MB. */
    public Duration blockedPer100Megabytes() {
      return Duration.ofNanos(Math.round(blocked.toNanos() * 1e8 / sizeBytes));
    }
  }

  /** Trains an epoch that begins with a checkpoint, as every epoch but the first one does. */
  public Epoch withCheckpoint() {
    long begin = System.nanoTime();
    writer.awaitPlace(trainer.position());
    Snapshot snapshot = trainer.snapshot();
    writer.commit(snapshot, new CheckpointWriter.Moment(trainer.position(), Optional.empty()));
    Duration blocked = since(begin);
    trainSteps();
    writer.flush();
    Duration length = since(begin);
    trainer.finishEpoch();
    return new Epoch(length, Optional.of(meter.lastCommitted(blocked)));
  }

  /** Trains an epoch, and nothing else. */
  public Epoch withoutCheckpoint() {
    long begin = System.nanoTime();
    trainSteps();
    Duration length = since(begin);
    trainer.finishEpoch();
    return new Epoch(length, Optional.empty());
  }

  private void trainSteps() {
    for (int step = 0; step < trainer.stepsPerEpoch(); step++) {
      trainer.trainStep();
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private AttemptContext context(ObjectStore store, String job, JobSpec spec) throws IOException {
    Surroundings real = Surroundings.real(Clock.systemUTC());
    Surroundings surroundings =
        new Surroundings(
            real.clock(),
            real.machine(),
            real.crashPoints(),
            real.stepWatch(),
            Optional.empty(),
            meter);
    String digest = SpecDigest.of(spec);
    TrainEpochs command =
        new TrainEpochs(
            job, 1, 0, spec.epochs(), spec, digest, Optional.empty(), real.clock().instant());
    String attemptId = real.machine().newId();
    JobLog jobLog = new JobLog(store, job);
    JobHistory history = jobLog.read();
    AttemptStarted start =
        new AttemptStarted(
            real.machine().newId(),
            attemptId,
            command.commandNumber(),
            WORKER,
            "",
            digest,
            spec,
            Optional.empty(),
            command.at());
    jobLog.append(history.nextSequence(), start);
    AttemptSignals signals = new AttemptSignals();
    return new AttemptContext(
        command,
        attemptId,
        WORKER,
        new AttemptLog(jobLog, history.with(start), signals),
        signals,
        new Nobody(),
        new Diary(new LastWords(store, job), attemptId, history, real.machine()),
        new RoomWait(why -> {}),
        surroundings);
  }

  @Override
  public void close() {
    writer.close();
    trainer.close();
  }

  /** Times the commits, of which there is one at a time. */
  private static final class CommitMeter implements WorkMeter {
    private volatile long sizeBytes;
    private volatile Duration committed = Duration.ZERO;

    @Override
    public OptionalLong commit(Commit commit) throws IOException {
      long begin = System.nanoTime();
      OptionalLong size = commit.run();
      committed = since(begin);
      sizeBytes = size.orElse(0);
      return size;
    }

    private Checkpoint lastCommitted(Duration blocked) {
      if (sizeBytes == 0) {
        throw new IllegalStateException("The store has not taken the checkpoint");
      }
      return new Checkpoint(sizeBytes, blocked, committed);
    }
  }

  /** Is told everything, and has always heard it. */
  private static final class Nobody implements FactSink {
    @Override
    public void report(Event fact) {}

    @Override
    public boolean awaitStored(AttemptSignals signals) {
      return true;
    }
  }
}
