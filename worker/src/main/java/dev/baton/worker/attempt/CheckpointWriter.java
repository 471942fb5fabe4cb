package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.CheckpointStore.Uploaded;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Commits an attempt's checkpoints beside its training: one is uploaded while the next one waits,
 * and only when both places are taken does the training wait. Commits happen in the order of the
 * snapshots: data first, then the entry, then the event, then retention. Once a snapshot is not
 * committed, no later one is: the chain would lack what only the lost one says, such as its epoch's
 * metrics. All calls come from the training thread.
 */
final class CheckpointWriter implements AutoCloseable {
  private static final int IN_FLIGHT = 2;

  /** A wait that is worth a word to people. */
  private static final Duration LONG_WAIT = Duration.ofSeconds(10);

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);

  private final AttemptContext attempt;
  private final CheckpointStore checkpoints;
  private final Retention retention;
  private final Consumer<Snapshot> release;
  private final ExecutorService thread;
  private final Deque<InFlight> inFlight = new ArrayDeque<>();
  private volatile Optional<Long> newest;
  private volatile boolean hasCommitted;

  /** Touched by the uploading thread alone. */
  private boolean isChainBroken;

  /**
   * @param parent the checkpoint that the training was restored from
   * @param release is given each snapshot when its commit is over, in the training thread
   */
  CheckpointWriter(
      AttemptContext attempt,
      CheckpointStore checkpoints,
      Retention retention,
      Optional<Long> parent,
      Consumer<Snapshot> release) {
    this.attempt = attempt;
    this.checkpoints = checkpoints;
    this.retention = retention;
    this.newest = parent;
    this.release = release;
    Map<String, String> logContext = MDC.getCopyOfContextMap();
    this.thread =
        Executors.newSingleThreadExecutor(task -> attempt.machine().newThread("checkpoint", task));
    thread.execute(() -> MDC.setContextMap(logContext == null ? Map.of() : logContext));
  }

  /** What a checkpoint is beside its tensors. */
  record Moment(TrainingPosition position, Optional<EpochResult> epochResult) {}

  /** A snapshot that is not committed yet. */
  private record InFlight(Snapshot snapshot, Future<?> commit, long takenNanos) {}

  /** Whether a snapshot may be taken without waiting: at most two exist. */
  boolean hasPlace() {
    return inFlight() < IN_FLIGHT;
  }

  /** Whether a snapshot has waited for its commit for longer than the job allows. */
  boolean isBehind() {
    Duration limit = attempt.command().spec().maxUnsaved();
    return inFlight() > 0
        && attempt.machine().nanoTime() - inFlight.getFirst().takenNanos() > limit.toNanos();
  }

  /** Waits for a place, and says so at {@code position} when that is no short wait. */
  void awaitPlace(TrainingPosition position) {
    long begin = attempt.machine().nanoTime();
    boolean isTold = false;
    while (!hasPlace()) {
      awaitOldest();
      boolean isLong = isBehind() || attempt.machine().nanoTime() - begin > LONG_WAIT.toNanos();
      if (isLong && !isTold && !hasPlace()) {
        isTold = true;
        tellOfWait(position);
      }
    }
    if (isTold) {
      LOG.info("Training goes on");
    }
  }

  private void awaitOldest() {
    try {
      attempt.machine().isDoneWithin(LOOK, inFlight.getFirst().commit());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while checkpoints are committed", e);
    }
  }

  private void tellOfWait(TrainingPosition position) {
    String why =
        attempt
            .room()
            .why()
            .orElseGet(
                () ->
                    "the store has not taken the last %d checkpoints; training goes on when it does. Is the store up and reachable? baton doctor checks it"
                        .formatted(inFlight()));
    LOG.warn("Training waits: {}", why);
    attempt.reportHeldUp(position, why);
  }

  /** Commits {@code snapshot} in the background, where there is a place for it. */
  void commit(Snapshot snapshot, Moment moment) {
    long takenNanos = attempt.machine().nanoTime();
    Runnable commit =
        () -> {
          try {
            isChainBroken = isChainBroken || commitIfAllowed(snapshot, moment).isEmpty();
          } catch (IOException e) {
            isChainBroken = true;
            LOG.warn("Gave up a checkpoint at {}: {}", moment.position(), e.getMessage());
            attempt.signals().stop(AttemptSignals.Stop.STORE_LOST);
          } catch (RuntimeException e) {
            // Without a stop the job would end as finished, short of this checkpoint.
            isChainBroken = true;
            LOG.error("Cannot commit a checkpoint at {}", moment.position(), e);
            attempt.signals().stop(AttemptSignals.Stop.STORE_LOST);
          } catch (Error e) {
            isChainBroken = true;
            attempt.signals().stop(AttemptSignals.Stop.STORE_LOST);
            throw e;
          }
        };
    inFlight.addLast(new InFlight(snapshot, thread.submit(commit), takenNanos));
  }

  /**
   * @return the checkpoint's size in bytes; empty when it is not committed
   */
  private OptionalLong commitIfAllowed(Snapshot snapshot, Moment moment) throws IOException {
    return attempt.signals().maySave()
        ? attempt.surroundings().meter().commit(() -> commitNow(snapshot, moment))
        : OptionalLong.empty();
  }

  private OptionalLong commitNow(Snapshot snapshot, Moment moment) throws IOException {
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
      return OptionalLong.empty();
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
    return OptionalLong.of(entry.totalBytes());
  }

  /** Checkpoints that are being committed. */
  int inFlight() {
    while (!inFlight.isEmpty() && inFlight.getFirst().commit().isDone()) {
      release.accept(inFlight.removeFirst().snapshot());
    }
    return inFlight.size();
  }

  /** Waits until nothing is in flight. */
  void flush() {
    while (inFlight() > 0) {
      awaitOldest();
    }
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
