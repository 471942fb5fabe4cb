package dev.baton.cli.proof;

import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.text.Quantities;
import java.util.Comparator;

/**
 * Where a training stands.
 *
 * @param epoch epochs finished
 * @param step steps done in the running one
 */
record Place(int epoch, int step) implements Comparable<Place> {
  static final Place START = new Place(0, 0);

  private static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::epoch).thenComparingInt(Place::step);

  static Place of(Checkpointed entry) {
    return new Place(entry.epoch(), entry.step());
  }

  static Place of(Event.Checkpointed event) {
    return new Place(event.epoch(), event.step());
  }

  static Place of(StepProgress progress) {
    return new Place(progress.epoch() - 1, progress.step());
  }

  /** Steps done since the start of the training. */
  long steps(int stepsPerEpoch) {
    return (long) epoch * stepsPerEpoch + step;
  }

  boolean isEpochEnd() {
    return step == 0;
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return Quantities.position(epoch, step);
  }
}
