package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.LastWords;
import dev.baton.common.process.Machine;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes in the store what an attempt is doing, for the sentence by which a job fails whose workers
 * are lost again and again. It is kept only where that is to be feared: after an attempt that was
 * lost without a checkpoint, until this one has committed its first. A store that does not take a
 * note is asked no more.
 */
final class Diary {
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(Diary.class);

  private final LastWords words;
  private final String attemptId;
  private final Machine machine;
  private volatile boolean isKept;
  private boolean hasNotedStep;
  private long notedStepNanos;

  /** {@code before} is the log as it was before the attempt's own entry. */
  Diary(LastWords words, String attemptId, JobHistory before, Machine machine) {
    this.words = words;
    this.attemptId = attemptId;
    this.machine = machine;
    this.isKept = !before.fruitlessAttempts().isEmpty();
  }

  /** Notes what comes next. */
  void note(String doing) {
    if (isKept) {
      isKept = isStored(doing);
    }
  }

  /** Notes the step that comes next: the first one, and then one in some seconds. */
  void noteStep(TrainingPosition from, boolean hasCommitted) {
    isKept &= !hasCommitted;
    boolean isDue = !hasNotedStep || machine.nanoTime() - notedStepNanos >= EVERY.toNanos();
    if (isKept && isDue) {
      hasNotedStep = true;
      notedStepNanos = machine.nanoTime();
      note("trains on from epoch %d, step %d".formatted(from.epoch(), from.step()));
    }
  }

  /** Stores what there is to say of the worker's end, kept or not. */
  void noteEnd(String why) {
    isStored(why);
  }

  private boolean isStored(String text) {
    try {
      words.put(attemptId, text);
      return true;
    } catch (IOException e) {
      LOG.warn(
          "Cannot note what this attempt does, which changes nothing else: {}", e.getMessage());
      return false;
    }
  }
}
