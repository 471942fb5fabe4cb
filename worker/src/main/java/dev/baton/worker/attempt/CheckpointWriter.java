package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.CheckpointStore.Uploaded;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Commits an attempt's checkpoints beside its training: one is uploaded while the next one waits,
 * and only when both places are taken does the training wait. Commits happen in the order of the
 * snapshots: data first, then the entry, then the event, then retention.
 */
final class CheckpointWriter implements AutoCloseable {
  static final int IN_FLIGHT = 2;
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);

  private final AttemptContext attempt;
  private final CheckpointStore checkpoints;
  private final Retention retention;
  private final ExecutorService thread;
  private final Semaphore places = new Semaphore(IN_FLIGHT);
  private volatile Optional<Long> newest;
  private volatile boolean hasCommitted;

  /** {@code parent} is the checkpoint that the training was restored from. */
  CheckpointWriter(
      AttemptContext attempt,
      CheckpointStore checkpoints,
      Retention retention,
      Optional<Long> parent) {
    this.attempt = attempt;
    this.checkpoints = checkpoints;
    this.retention = retention;
    this.newest = parent;
    Map<String, String> logContext = MDC.getCopyOfContextMap();
    this.thread =
        Executors.newSingleThreadExecutor(task -> attempt.machine().newThread("checkpoint", task));
    thread.execute(() -> MDC.setContextMap(logContext == null ? Map.of() : logContext));
  }

  /** What a checkpoint is beside its tensors. */
  record Moment(TrainingPosition position, Optional<EpochResult> epochResult) {}

  /** Waits for a place; the snapshot is taken after that, so that at most two exist. */
  void awaitPlace() {
    places.acquireUninterruptibly();
  }

  /** Commits {@code snapshot} in the background; a place has been taken for it. */
  void commit(Snapshot snapshot, Moment moment) {
    thread.execute(
        () -> {
          try {
            if (attempt.signals().maySave()) {
              commitNow(snapshot, moment);
            }
          } catch (IOException e) {
            LOG.warn("Gave up a checkpoint at {}: {}", moment.position(), e.getMessage());
            attempt.signals().stop(AttemptSignals.Stop.STORE_LOST, Duration.ZERO);
          } catch (RuntimeException e) {
            // Without a stop the job would end as finished, short of this checkpoint.
            LOG.error("Cannot commit a checkpoint at {}", moment.position(), e);
            attempt.signals().stop(AttemptSignals.Stop.STORE_LOST, Duration.ZERO);
          } catch (Error e) {
            attempt.signals().stop(AttemptSignals.Stop.STORE_LOST, Duration.ZERO);
            throw e;
          } finally {
            places.release();
          }
        });
  }

  private void commitNow(Snapshot snapshot, Moment moment) throws IOException {
    TrainingPosition at = moment.position();
    attempt.pass(CrashPoint.BEFORE_UPLOAD);
    Uploaded uploaded = checkpoints.upload(attempt.attemptId(), at.epoch(), at.step(), snapshot);
    attempt.pass(CrashPoint.AFTER_UPLOAD);
    Checkpointed entry =
        new Checkpointed(
            attempt.newId(),
            attempt.attemptId(),
            at.epoch(),
            at.step(),
            newest,
            uploaded.files(),
            uploaded.digest().hex(),
            moment.epochResult().map(EpochResult::metrics).orElse(Map.of()),
            moment.epochResult().map(EpochResult::fitness),
            attempt.now());
    long sequence = attempt.log().history().nextSequence();
    if (!attempt.log().append(entry)) {
      // Certainly not committed, and nobody else uses this key.
      checkpoints.delete(entry);
      return;
    }
    attempt.pass(CrashPoint.AFTER_ENTRY);
    newest = Optional.of(sequence);
    hasCommitted = true;
    LOG.info(
        "Committed checkpoint: epoch={} step={} entry={} bytes={} digest={}",
        at.epoch(),
        at.step(),
        sequence,
        entry.totalBytes(),
        entry.stateDigest().substring(0, 12));
    attempt.report(
        new Event.Checkpointed(
            attempt.job(),
            attempt.commandNumber(),
            attempt.attemptId(),
            attempt.worker(),
            at.epoch(),
            at.step(),
            sequence,
            entry.stateDigest(),
            entry.totalBytes(),
            entry.metrics(),
            entry.at()));
    attempt.pass(CrashPoint.BEFORE_RETENTION);
    retention.apply(attempt.log().history(), checkpoints);
    attempt.pass(CrashPoint.AFTER_RETENTION);
  }

  /** Checkpoints that are being committed. */
  int inFlight() {
    return IN_FLIGHT - places.availablePermits();
  }

  /** Waits until nothing is in flight. */
  void flush() {
    places.acquireUninterruptibly(IN_FLIGHT);
    places.release(IN_FLIGHT);
  }

  /** Whether this attempt has committed a checkpoint. */
  boolean hasCommitted() {
    return hasCommitted;
  }

  /** The newest committed checkpoint of this training, or the one it was restored from. */
  Optional<Long> newest() {
    return newest;
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
