package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.Snapshot;
import java.time.Duration;
import java.util.List;

/**
 * One training, step by step. Not thread-safe: the thread that created it makes every call.
 *
 * <p>Exactness is the trainer's part of the promise: after {@code restore(snapshot)} in another
 * process, the same calls give the same bits as without the interruption. Everything that training
 * depends on is in the snapshot, or a pure function of the spec.
 */
public interface Trainer extends AutoCloseable {

  /** Identity of the data set: equal digests mean equal images, annotations and class names. */
  String dataDigest();

  /** Steps (batches) in one epoch. */
  int stepsPerEpoch();

  /** Epochs finished and steps done in the running one. */
  TrainingPosition position();

  /** True when every epoch is finished or early stopping has ended the training. */
  boolean isFinished();

  /**
   * Trains on the next batch of the running epoch.
   *
   * @throws TrainerException {@code BAD_INPUT} on a non-finite loss or data that cannot be read
   */
  StepResult trainStep();

  /** The time that its steps have waited for their data so far, where that is known. */
  default Duration waited() {
    return Duration.ZERO;
  }

  /** Validates and ends the epoch; to be called once all of its steps are done. */
  EpochResult finishEpoch();

  /** Copies the state, so that training may go on while the copy is uploaded. */
  Snapshot snapshot();

  /**
   * Says that nobody reads one of this trainer's snapshots any more: the next one may take its
   * memory. To be called at most once for each, and not at all where somebody may still read it.
   */
  default void release(Snapshot snapshot) {}

  /**
   * Replaces the state by that of {@code snapshot}.
   *
   * @throws TrainerException {@code BAD_INPUT} naming the field when the snapshot is of another
   *     model, data set or version
   */
  void restore(Snapshot snapshot);

  /**
   * As {@link #restore}, where somebody has allowed that the snapshot was trained on another data
   * set of the same classes. A trainer that looks at no data need not tell them apart.
   *
   * @throws TrainerException {@code BAD_INPUT} also when it was taken inside an epoch of other data
   */
  default void restoreOnOtherData(Snapshot snapshot) {
    restore(snapshot);
  }

  /**
   * Pictures of what the training begins with, of its data for example. May be called at any time;
   * each may be drawn by another thread while this trainer trains on, and even after it is closed.
   */
  default List<Picture> picturesOfData() {
    return List.of();
  }

  /**
   * Pictures of how a finished training went. Changes nothing that could be in a snapshot. To be
   * drawn before the trainer is closed.
   */
  default List<Picture> picturesOfResults() {
    return List.of();
  }

  /**
   * Is to run {@code sign} after each piece of what is no step and may take long: each batch of a
   * validation, for example. A worker takes a trainer that gives none for minutes for one that
   * hangs. May be asked again, for other signs.
   */
  default void onProgress(Runnable sign) {}

  @Override
  void close();
}
