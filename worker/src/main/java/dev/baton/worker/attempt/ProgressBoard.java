package dev.baton.worker.attempt;

import dev.baton.common.messages.Progress.StepProgress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The last step's figures: the training thread writes, the reporting thread reads. */
public final class ProgressBoard {
  private final AtomicReference<StepProgress> latest = new AtomicReference<>();

  void post(StepProgress progress) {
    latest.set(progress);
  }

  void clear() {
    latest.set(null);
  }

  /** The newest figures, unless they were taken already. */
  public Optional<StepProgress> take() {
    return Optional.ofNullable(latest.getAndSet(null));
  }
}
